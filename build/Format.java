import com.google.googlejavaformat.java.Main;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks or writes the format of all Java sources below some folders with google-java-format.
 *
 * <p>Usage: {@code Format check|write STAMP FOLDER...}. STAMP is a file whose time is that of the
 * last good check: sources older than it are not read again. A folder that does not exist holds no
 * sources. {@code check} names each source that is not formatted and exits with 1.
 */
final class Format {

  private static final List<String> CHECK = List.of("--dry-run", "--set-exit-if-changed");
  private static final List<String> WRITE = List.of("--replace");

  private Format() {}

  public static void main(String[] args) throws Exception {
    boolean check = args[0].equals("check");
    Path stamp = Path.of(args[1]);
    FileTime started = FileTime.fromMillis(System.currentTimeMillis());
    List<String> sources = new ArrayList<>();
    for (String folder : List.of(args).subList(2, args.length)) {
      sources.addAll(sourcesSince(stamp, Path.of(folder)));
    }
    if (!sources.isEmpty()) {
      int status = format(check ? CHECK : WRITE, sources);
      if (check && status != 0) {
        System.err.println(
            "Not formatted: the sources above; this formats all: mvn -N -Pformat validate");
      }
      if (status != 0) {
        System.exit(status);
      }
    }
    if (Files.notExists(stamp)) {
      Files.createFile(stamp);
    }
    Files.setLastModifiedTime(stamp, started);
  }

  private static List<String> sourcesSince(Path stamp, Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return List.of();
    }
    long since = Files.exists(stamp) ? Files.getLastModifiedTime(stamp).toMillis() : 0;
    List<String> sources = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        if (file.toString().endsWith(".java")
            && Files.getLastModifiedTime(file).toMillis() >= since) {
          sources.add(file.toString());
        }
      }
    }
    return sources;
  }

  private static int format(List<String> options, List<String> sources) throws Exception {
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(sources);
    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    try {
      return new Main(out, err, InputStream.nullInputStream())
          .format(arguments.toArray(String[]::new));
    } finally {
      out.flush();
      err.flush();
    }
  }
}
