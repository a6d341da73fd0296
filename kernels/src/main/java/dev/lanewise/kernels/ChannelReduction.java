package dev.lanewise.kernels;

/** What the channels of a pixel become. */
public enum ChannelReduction {
  /** The largest one; NaN if there is one. */
  MAX,
  /** The mean. */
  MEAN
}
