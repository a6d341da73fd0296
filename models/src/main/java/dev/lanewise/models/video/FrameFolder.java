package dev.lanewise.models.video;

import dev.lanewise.models.image.ImageDecoder;
import dev.lanewise.models.image.PictureFiles;
import dev.lanewise.models.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The pictures in a folder as frames, in the order of their names, where a run of digits counts as
 * a number: {@code frame2.png} comes before {@code frame10.png}.
 */
public final class FrameFolder implements FrameSource {
  private final Iterator<Path> files;

  /**
   * Lists a folder.
   *
   * @throws VideoFormatException if it holds no picture
   * @throws IOException if it cannot be listed
   */
  public FrameFolder(Path folder) throws IOException {
    List<Path> found;
    try (Stream<Path> list = Files.list(folder)) {
      found =
          list.filter(PictureFiles::isPicture)
              .sorted(
                  Comparator.comparing((Path file) -> file.getFileName().toString(), byNumbers()))
              .toList();
    }
    if (found.isEmpty()) {
      throw new VideoFormatException(
          "%s: the folder holds no frames, that is no file named like %s"
              .formatted(folder, PictureFiles.EXTENSIONS));
    }
    files = found.iterator();
  }

  @Override
  public Optional<RgbImage> next() throws IOException {
    return files.hasNext() ? Optional.of(ImageDecoder.decode(files.next())) : Optional.empty();
  }

  private static Comparator<String> byNumbers() {
    return (a, b) -> {
      int i = 0;
      int j = 0;
      while (i < a.length() && j < b.length()) {
        int endA = endOfDigits(a, i);
        int endB = endOfDigits(b, j);
        int order =
            endA > i && endB > j
                ? compareDigits(a.substring(i, endA), b.substring(j, endB))
                : Character.compare(a.charAt(i), b.charAt(j));
        if (order != 0) {
          return order;
        }
        i = Math.max(endA, i + 1);
        j = Math.max(endB, j + 1);
      }
      int rest = Integer.compare(a.length() - i, b.length() - j);
      return rest != 0 ? rest : a.compareTo(b);
    };
  }

  private static int endOfDigits(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  private static int compareDigits(String a, String b) {
    String x = a.replaceFirst("^0+(?=.)", "");
    String y = b.replaceFirst("^0+(?=.)", "");
    return x.length() != y.length() ? Integer.compare(x.length(), y.length()) : x.compareTo(y);
  }
}
