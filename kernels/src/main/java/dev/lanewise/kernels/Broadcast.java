package dev.lanewise.kernels;

/** How the second factor of a product is spread over the first one, {@code [N, pixels, C]}. */
public enum Broadcast {
  /** Not at all: both have the same shape. */
  NONE,
  /** One number per sample and channel, as squeeze-and-excitation has it: {@code [N, 1, C]}. */
  PER_CHANNEL,
  /** One number per pixel, as spatial attention has it: {@code [N, pixels, 1]}. */
  PER_PIXEL
}
