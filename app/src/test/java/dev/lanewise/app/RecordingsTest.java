package dev.lanewise.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.format.json.JsonReader;
import dev.lanewise.engine.format.json.JsonValue;
import dev.lanewise.engine.format.npy.NpyFile;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.testing.SharedData;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code classify} for clips and signals, end to end. */
class RecordingsTest {
  private static final String CLIPS = "mc3_18";
  private static final String SIGNALS = "multiscale_resnet1d";

  @TempDir Path folder;

  /** The same moving gradient as a folder of frames, as y4m, as raw pixels and through a pipe. */
  @Test
  @Tag("once")
  void clipsFromEverySource() throws IOException {
    Path weights = TestFiles.randomWeights(folder.resolve("w.safetensors"), CLIPS);
    int frames = 9;
    byte[][] grey = new byte[frames][32 * 32];
    Path frameFolder = Files.createDirectory(folder.resolve("frames"));
    ByteArrayOutputStream y4m = new ByteArrayOutputStream();
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    y4m.writeBytes(
        "YUV4MPEG2 W32 H32 F25:1 Cmono XCOLORRANGE=FULL\n".getBytes(StandardCharsets.US_ASCII));
    for (int t = 0; t < frames; t++) {
      for (int i = 0; i < grey[t].length; i++) {
        grey[t][i] = (byte) (i % 32 * 5 + i / 32 * 2 + 9 * t);
      }
      TestFiles.grey(frameFolder.resolve("frame" + t + ".png"), 32, 32, grey[t]);
      y4m.writeBytes("FRAME\n".getBytes(StandardCharsets.US_ASCII));
      y4m.writeBytes(grey[t]);
      raw.writeBytes(grey[t]);
    }
    Path y4mFile = Files.write(folder.resolve("clip.y4m"), y4m.toByteArray());
    Path rawFile = Files.write(folder.resolve("clip.raw"), raw.toByteArray());
    Object[] common = {
      "classify",
      "--model",
      CLIPS,
      "--weights",
      weights,
      "--size",
      "4x32x32",
      "--no-resize",
      "--json"
    };
    JsonValue fromFolder = parts(run(common, frameFolder));
    List<JsonValue> clips = fromFolder.asArray();
    assertEquals(2, clips.size());
    assertEquals(4, clips.get(1).asObject().get("first").asLong());
    assertEquals(7, clips.get(1).asObject().get("last").asLong());
    assertEquals(fromFolder, parts(run(common, y4mFile)));
    assertEquals(fromFolder, parts(run(common, "--raw", "32x32", "--pixels", "gray", rawFile)));
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(y4m.toByteArray()));
      assertEquals(fromFolder, parts(run(common, "-")));
    } finally {
      System.setIn(before);
    }
    assertEquals(1, parts(run(common, "--clips", 1, y4mFile)).asArray().size());
    assertEquals(1, parts(run(common, "--step", 2, y4mFile)).asArray().size());
    clipProblems(common, rawFile);
  }

  private void clipProblems(Object[] common, Path rawFile) throws IOException {
    expect(1, "begins with YUV4MPEG2", run(common, rawFile));
    expect(1, "is cut off", run(common, "--raw", "33x32", rawFile));
    Path empty = Files.createDirectory(folder.resolve("empty"));
    expect(1, "the folder holds no frames", run(common, empty));
    expect(2, "wanted WIDTHxHEIGHT", run(common, "--raw", "32", rawFile));
    expect(2, "wanted one of [rgb24", run(common, "--pixels", "p010", rawFile));
    expect(1, "a frame has 40 x 36 pixels", run(common, small()));
    expect(2, "wanted a file or folder", run(common));
  }

  private Path small() throws IOException {
    Path small = Files.createDirectory(folder.resolve("small"));
    TestFiles.picture(small.resolve("a.png"), 40, 36);
    return small;
  }

  @Test
  @Tag("once")
  void signalsFromEverySource() throws IOException {
    Path weights = TestFiles.randomWeights(folder.resolve("w.safetensors"), SIGNALS);
    short[] samples = new short[1200];
    float[] values = new float[samples.length];
    StringBuilder csv = new StringBuilder("time,lead\n");
    int sum = 0;
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) Math.round(300 * Math.sin(i * i / 40_000.0));
      values[i] = samples[i] / 200f;
      csv.append(i).append(',').append(values[i]).append('\n');
      sum += samples[i];
    }
    Path text = Files.writeString(folder.resolve("s.csv"), csv);
    Path npy = folder.resolve("s.npy");
    NpyFile.write(npy, Tensor.ofFloats(Shape.of(1, values.length), values));
    String line = " 200/mV 12 0 %d %d 0 lead\n".formatted(samples[0], (short) sum);
    Files.write(folder.resolve("a.dat"), format16(samples));
    Path wfdb16 = Files.writeString(folder.resolve("a.hea"), "a 1 360 1200\na.dat 16" + line);
    Files.write(folder.resolve("b.dat"), format212(samples));
    Path wfdb212 = Files.writeString(folder.resolve("b.hea"), "b 1 360 1200\nb.dat 212" + line);

    Object[] common = {
      "classify", "--model", SIGNALS, "--weights", weights, "--overlap", "0.5", "--json"
    };
    Cli.Outcome fromText = run(common, "--channels", "lead", text);
    List<JsonValue> windows = parts(fromText).asArray();
    // 512 samples every 256, and one that ends with the signal
    assertEquals(4, windows.size());
    assertEquals(256, windows.get(1).asObject().get("first").asLong());
    assertEquals(1200 - 512, windows.get(3).asObject().get("first").asLong());
    assertEquals(1199, windows.get(3).asObject().get("last").asLong());
    for (Path same : List.of(npy, wfdb16, wfdb212)) {
      assertEquals(parts(fromText), parts(run(common, same)), same.toString());
    }
    JsonValue mean = object(run(common, npy)).get("predictions");
    JsonValue max = object(run(common, "--aggregate", "max", npy)).get("predictions");
    assertNotEquals(mean, max);
    assertEquals(5, parts(run(common, "--size", "400", npy)).asArray().size());
    String shown = Cli.run("classify", "--model", SIGNALS, "--weights", weights, npy).out();
    assertTrue(shown.contains("s.npy  3 parts, their mean\n"), shown);
    assertTrue(shown.contains("samples 688 to 1199"), shown);
    expect(1, "it has 2 channels [time, lead]", run(common, text));
    expect(2, "multiscale_resnet1d wants L", run(common, "--size", "4x4x4", npy));
    expect(2, "wanted a number from 0 to 0.99", run(common, "--overlap", "1", npy));
    expect(1, "missing.hea: no such file", run(common, folder.resolve("missing.hea")));
  }

  /** Trained weights on recorded segments of an electrocardiogram: normal rhythm. */
  @Test
  @Tag("once")
  void knowsANormalRhythm() {
    Path data = SharedData.require("data/ecg1d_inceptiontime");
    Cli.Outcome outcome =
        Cli.run(
            "classify",
            "--model",
            "inceptiontime1d",
            "--weights",
            data.resolve("inceptiontime_v4.safetensors"),
            "--json",
            data.resolve("input_seg00_07.npy"));
    assertEquals(0, outcome.code(), outcome.err());
    List<JsonValue> segments = JsonReader.read(outcome.out(), "out").asArray();
    assertEquals(8, segments.size());
    for (JsonValue segment : segments) {
      JsonValue best = segment.asObject().get("predictions").asArray().getFirst();
      assertEquals(0, best.asObject().get("class").asLong());
    }
  }

  private static byte[] format16(short[] samples) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(samples);
    return bytes.array();
  }

  private static byte[] format212(short[] samples) {
    ByteBuffer bytes = ByteBuffer.allocate(3 * samples.length / 2);
    for (int i = 0; i < samples.length; i += 2) {
      bytes.put((byte) samples[i]);
      bytes.put((byte) (samples[i] >> 8 & 15 | (samples[i + 1] >> 8 & 15) << 4));
      bytes.put((byte) samples[i + 1]);
    }
    return bytes.array();
  }

  private static Cli.Outcome run(Object[] common, Object... more) {
    List<Object> all = new ArrayList<>(List.of(common));
    all.addAll(List.of(more));
    return Cli.run(all.toArray());
  }

  private static Map<String, JsonValue> object(Cli.Outcome outcome) {
    assertEquals(0, outcome.code(), outcome.err());
    assertEquals("", outcome.err());
    return JsonReader.read(outcome.out(), "standard output").asArray().getFirst().asObject();
  }

  private static JsonValue parts(Cli.Outcome outcome) {
    return object(outcome).get("parts");
  }

  private static void expect(int code, String problem, Cli.Outcome outcome) {
    assertEquals(code, outcome.code(), outcome.err());
    assertEquals(1, outcome.problems().size(), outcome.err());
    assertTrue(outcome.err().contains(problem), outcome.err());
  }
}
