package dev.lanewise.models.video;

import dev.lanewise.engine.format.io.ErrorText;

/**
 * The first line of a YUV4MPEG2 stream: the magic word, then parameters of a letter and a value
 * each.
 */
record Y4mHeader(int width, int height, PixelFormat format, YuvColours colours) {
  static Y4mHeader parse(String line, String name) {
    String[] words = line.split(" ");
    if (!words[0].equals(Y4mReader.MAGIC)) {
      throw new VideoFormatException(
          "%s: wanted a stream that begins with %s, got %s"
              .formatted(name, Y4mReader.MAGIC, ErrorText.quote(words[0])));
    }
    int width = 0;
    int height = 0;
    PixelFormat format = PixelFormat.YUV420P;
    YuvColours colours = YuvColours.LIMITED;
    for (int i = 1; i < words.length; i++) {
      if (words[i].isEmpty()) {
        continue;
      }
      String value = words[i].substring(1);
      switch (words[i].charAt(0)) {
        case 'W' -> width = size(name, "width", value);
        case 'H' -> height = size(name, "height", value);
        case 'C' -> format = format(name, value);
        case 'X' -> colours = value.equals("COLORRANGE=FULL") ? YuvColours.FULL : colours;
        default -> {
          // Rate, interlacing, shape of pixels, and what later versions may add.
        }
      }
    }
    RawFrames.checkSize(name, width, height);
    return new Y4mHeader(width, height, format, colours);
  }

  private static int size(String name, String what, String text) {
    if (!text.matches("\\d{1,9}")) {
      throw new VideoFormatException(
          "%s: header: wanted a number as %s, got %s".formatted(name, what, ErrorText.quote(text)));
    }
    return Integer.parseInt(text);
  }

  private static PixelFormat format(String name, String chroma) {
    return switch (chroma) {
      case "420", "420jpeg", "420mpeg2", "420paldv" -> PixelFormat.YUV420P;
      case "422" -> PixelFormat.YUV422P;
      case "444" -> PixelFormat.YUV444P;
      case "mono" -> PixelFormat.GRAY;
      default ->
          throw new VideoFormatException(
              "%s: header: wanted chroma 420, 422, 444 or mono with 8 bits, got %s; convert it with"
                      .formatted(name, ErrorText.quote(chroma))
                  + " ffmpeg -pix_fmt yuv420p");
    };
  }
}
