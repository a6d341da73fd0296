package dev.lanewise.models.video;

import dev.lanewise.models.image.RgbImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Groups frames to clips: every {@code step}-th frame, {@code frames} of them in each clip, one
 * clip directly after the other.
 *
 * <p>Frames that are left over at the end make no clip; but if there are too few for even one, the
 * last frame is repeated until it is complete.
 */
public final class ClipSampler {
  private final FrameSource source;
  private final UnaryOperator<RgbImage> fit;
  private final int frames;
  private final int step;
  private int position;
  private boolean any;

  /**
   * Samples a source.
   *
   * @param fit makes a frame as large as the network wants it
   * @param frames in each clip, 1 or more
   * @param step 1 for every frame, 2 for every other one, ...
   */
  public ClipSampler(FrameSource source, UnaryOperator<RgbImage> fit, int frames, int step) {
    if (frames < 1 || step < 1) {
      throw new IllegalArgumentException("frames and step must be 1 or more");
    }
    this.source = source;
    this.fit = fit;
    this.frames = frames;
    this.step = step;
  }

  /**
   * Frames of one clip.
   *
   * @param first the number of the first frame in the source, from 0
   * @param last the number of the last frame that was there
   * @param frames as many as the network wants, fitted
   */
  public record Clip(int first, int last, List<RgbImage> frames) {}

  /** Reads the next clip; nothing after the last one. */
  public Optional<Clip> next() throws IOException {
    int first = position;
    List<RgbImage> clip = new ArrayList<>();
    while (clip.size() < frames) {
      Optional<RgbImage> frame = source.next();
      if (frame.isEmpty()) {
        break;
      }
      if ((position - first) % step == 0) {
        clip.add(fit.apply(frame.get()));
      }
      position++;
    }
    if (clip.isEmpty() || any && clip.size() < frames) {
      return Optional.empty();
    }
    any = true;
    int last = first + (clip.size() - 1) * step;
    while (clip.size() < frames) {
      clip.add(clip.getLast());
    }
    // The frames between this clip's last one and the next clip's first.
    for (int skip = last + step - position; skip > 0 && source.next().isPresent(); skip--) {
      position++;
    }
    return Optional.of(new Clip(first, last, List.copyOf(clip)));
  }
}
