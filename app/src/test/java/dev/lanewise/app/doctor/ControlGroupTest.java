package dev.lanewise.app.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits as Linux writes them. */
class ControlGroupTest {
  @TempDir Path root;

  @Test
  void withoutLinuxThereAreNone() {
    assertEquals(new ControlGroup(OptionalDouble.empty(), OptionalLong.empty()), read());
  }

  @Test
  void theSmallestOfAllLevelsCounts() throws IOException {
    write("proc/self/cgroup", "0::/outer/inner\n");
    write("sys/fs/cgroup/outer/cpu.max", "150000 100000\n");
    write("sys/fs/cgroup/outer/inner/cpu.max", "max 100000\n");
    write("sys/fs/cgroup/outer/memory.max", "max\n");
    write("sys/fs/cgroup/outer/inner/memory.max", "536870912\n");
    assertEquals(new ControlGroup(OptionalDouble.of(1.5), OptionalLong.of(536870912)), read());
  }

  @Test
  void insideAContainerTheRootIsItsOwn() throws IOException {
    write("proc/self/cgroup", "0::/not/visible/here\n");
    write("sys/fs/cgroup/cpu.max", "50000 100000\n");
    write("sys/fs/cgroup/memory.max", "max\n");
    assertEquals(new ControlGroup(OptionalDouble.of(0.5), OptionalLong.empty()), read());
  }

  @Test
  void readsVersionOne() throws IOException {
    write("proc/self/cgroup", "4:memory:/a\n2:cpu,cpuacct:/b\n1:name=systemd:/\nnonsense\n");
    write("sys/fs/cgroup/memory/a/memory.limit_in_bytes", "1073741824\n");
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    write("sys/fs/cgroup/cpu,cpuacct/b/cpu.cfs_quota_us", "200000\n");
    write("sys/fs/cgroup/cpu,cpuacct/b/cpu.cfs_period_us", "100000\n");
    write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
    write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
    assertEquals(new ControlGroup(OptionalDouble.of(2), OptionalLong.of(1L << 30)), read());
  }

  private ControlGroup read() {
    return ControlGroup.read(root);
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
