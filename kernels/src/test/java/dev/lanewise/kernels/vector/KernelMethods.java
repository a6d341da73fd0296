package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.vector.gemm.Microkernels;
import dev.lanewise.kernels.vector.gemm.Panels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The methods that do the work: found in the class files, so that a new one is not forgotten. */
final class KernelMethods {
  private static final Pattern MICROKERNEL = Pattern.compile("Microkernel(\\d)");
  private static final Pattern ROWS = Pattern.compile("rows(\\d+)");

  private KernelMethods() {}

  /**
   * Every static method in the vector packages that works on memory without allocating any, as
   * {@code package.Class::method}, but for those that this machine's registers rule out.
   */
  static Set<String> all() {
    Path root;
    try {
      root = Path.of(Lanes.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    try (Stream<Path> files =
        Files.walk(root.resolve(Lanes.class.getPackageName().replace('.', '/')))) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(file -> file.endsWith(".class"))
          .map(
              file ->
                  file.replaceAll("\\.class$", "")
                      .replace(root.getFileSystem().getSeparator(), "."))
          .flatMap(KernelMethods::of)
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> of(String className) {
    try {
      Class<?> type = Class.forName(className, false, KernelMethods.class.getClassLoader());
      return Arrays.stream(type.getDeclaredMethods())
          .filter(KernelMethods::works)
          .filter(KernelMethods::isReachable)
          .map(method -> className + "::" + method.getName());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean works(Method method) {
    List<Class<?>> parameters = List.of(method.getParameterTypes());
    return Modifier.isStatic(method.getModifiers())
        && !method.isSynthetic()
        && parameters.contains(MemorySegment.class)
        && !parameters.contains(Arena.class);
  }

  private static boolean isReachable(Method method) {
    Matcher type = MICROKERNEL.matcher(method.getDeclaringClass().getSimpleName());
    if (!type.matches()) {
      return true;
    }
    int vectors = Integer.parseInt(type.group(1));
    Matcher rows = ROWS.matcher(method.getName());
    return vectors <= new Panels(1, 4 * Lanes.COUNT).panelVectors(0)
        && (!rows.matches() || Integer.parseInt(rows.group(1)) <= Microkernels.maxRows(vectors));
  }
}
