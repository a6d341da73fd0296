package dev.lanewise.app.see;

import dev.lanewise.models.image.Preprocess;
import dev.lanewise.models.image.RgbImage;

/**
 * The part of a photograph that a network sees after resize and centre crop, in pixels of the
 * photograph; it begins outside where the crop is larger than the picture.
 */
public record SeenPart(int left, int top, int width, int height) {
  /** The part that these steps leave of a picture. */
  public static SeenPart of(RgbImage image, Preprocess steps) {
    if (steps.cropHeight() == 0) {
      return new SeenPart(0, 0, image.width(), image.height());
    }
    double scale =
        steps.resize() == 0 ? 1 : (double) Math.min(image.width(), image.height()) / steps.resize();
    int width = (int) Math.round(steps.cropWidth() * scale);
    int height = (int) Math.round(steps.cropHeight() * scale);
    return new SeenPart((image.width() - width) / 2, (image.height() - height) / 2, width, height);
  }
}
