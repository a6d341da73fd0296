package dev.lanewise.models.video;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.models.image.PngEncoder;
import dev.lanewise.models.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClipSamplerTest {
  @TempDir Path folder;

  /** Frames of one pixel that holds their number. */
  private static FrameSource numbered(int count) {
    return new FrameSource() {
      private int next;

      @Override
      public Optional<RgbImage> next() {
        return next < count ? Optional.of(pixel(next++)) : Optional.empty();
      }
    };
  }

  private static RgbImage pixel(int number) {
    return RgbImage.of(1, 1, new byte[] {0, (byte) (number >> 8), (byte) number});
  }

  private static List<String> clips(FrameSource source, int frames, int step) throws IOException {
    ClipSampler sampler = new ClipSampler(source, UnaryOperator.identity(), frames, step);
    List<String> clips = new ArrayList<>();
    for (var clip = sampler.next(); clip.isPresent(); clip = sampler.next()) {
      List<Integer> numbers = clip.get().frames().stream().map(f -> f.rgb(0, 0)).toList();
      clips.add(clip.get().first() + "-" + clip.get().last() + numbers);
    }
    return clips;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7 | 3 | 1 | 0-2[0, 1, 2] 3-5[3, 4, 5]",
        "6 | 3 | 1 | 0-2[0, 1, 2] 3-5[3, 4, 5]",
        "8 | 2 | 3 | 0-3[0, 3]",
        "10 | 2 | 3 | 0-3[0, 3] 6-9[6, 9]",
        "2 | 4 | 1 | 0-1[0, 1, 1, 1]",
        "3 | 3 | 2 | 0-2[0, 2, 2]",
        "1 | 1 | 5 | 0-0[0]",
        "6 | 1 | 5 | 0-0[0] 5-5[5]"
      })
  void groupsFrames(int count, int frames, int step, String wanted) throws IOException {
    assertEquals(wanted, String.join(" ", clips(numbered(count), frames, step)));
  }

  @Test
  void foldersAreInTheOrderOfNumbers() throws IOException {
    String[] names = {"f10.png", "f2.png", "f1.png", "f02.png", "g1.png", "F3.PNG"};
    for (int i = 0; i < names.length; i++) {
      Files.write(folder.resolve(names[i]), PngEncoder.rgb(pixel(i)));
    }
    Files.writeString(folder.resolve("notes.txt"), "no frame");
    assertEquals(List.of("0-5[5, 2, 3, 1, 0, 4]"), clips(new FrameFolder(folder), names.length, 1));
  }

  @Test
  void refusesAFolderWithoutFrames() {
    assertThrows(VideoFormatException.class, () -> new FrameFolder(folder));
  }
}
