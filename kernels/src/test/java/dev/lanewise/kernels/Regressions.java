package dev.lanewise.kernels;

import java.util.List;

/** Problems that once failed, and corners that random search seldom meets, each with its cause. */
final class Regressions {
  /**
   * A convolution to check again.
   *
   * @param line the problem
   * @param cause what is special about it
   */
  record Case(String line, String cause) {}

  static final List<Case> CONVOLUTIONS =
      List.of(
          new Case("n1 g1 c1x1 k1 1", "the least problem"),
          new Case("n1 g1 c3x1x1 k5 3x3 p1", "one pixel: eight of nine taps are padding"),
          new Case("n2 g1 c3x2x2 k4 1x1 p2", "most outputs see padding alone"),
          new Case("n1 g1 c5x7x7 k6 2x2 s3", "the stride skips pixels that no window sees"),
          new Case("n1 g1 c4x9x9 k8 3x3 s5 p1", "stride beyond the kernel, with padding"),
          new Case("n1 g1 c3x5x6 k7 3x3 p0x1/2x3", "asymmetric padding"),
          new Case("n1 g1 c2x13 k3 3 p4 d4", "dilated taps that begin in front of the input"),
          new Case("n2 g1 c3x450 k5 9 s2 p4", "a signal of more blocks of rows than its ends pad"),
          new Case("n1 g1 c1x1x2 k1 1x1 s2x1 p1x0/0", "one line, of padding alone"),
          new Case("n1 g1 c20x30 k3 16 p40", "padding beyond a signal on both sides"),
          new Case("n1 g1 c2x3x3 k2 3x3 p8 d8", "dilation beyond the input: the middle tap alone"),
          new Case("n1 g1 c64x6x6 k64 3x3 s1 p1", "whole tiles in every direction"),
          new Case("n1 g1 c16x4x4 k7 3x3", "one 2x2 tile of Winograd, no padding"),
          new Case("n2 g1 c32x9x6 k33 3x3 p0x2/2x0", "ragged Winograd tiles, asymmetric padding"),
          new Case("n1 g1 c16x3x5x6 k20 1x3x3 p0x1x1", "Winograd planes of a 3-D network"),
          new Case("n2 g1 c16x5x6x6 k20 3x3x3 p1", "Winograd tiles share transformed frames"),
          new Case("n2 g1 c24x2x9x6 k50 3x3x3 p1", "two frames share a product of their taps"),
          new Case("n1 g1 c20x1x6x6 k20 3x3x3 p1", "three taps of depth on one frame"),
          new Case("n1 g1 c300x9x5 k33 3x3 p1", "filters half transformed in three blocks"),
          new Case(
              "n2 g1 c150x23x12 k40 3x3 p1", "four groups of 5x5 tiles, two chunks of channels"),
          new Case("n3 g1 c1024x16x16 k3 3x3 p1", "more 5x5 tiles than one block has room for"),
          new Case("n1 g1 c200x24x24 k33 3x3 p1", "few Winograd tiles, in two blocks"),
          new Case("n1 g1 c40x7x7 k70 1x1", "a pixel that fills no panel, channels no vector"),
          new Case("n1 g1 c100x7x7 k500 3x3 p1", "two sections of filters, two chunks of a window"),
          new Case("n2 g1 c33x3x13x14 k20 1x3x3 s1x2x2 p0x1x1", "panels of pixels of two volumes"),
          new Case("n1 g1 c11x7x9x10 k11 3x3x3 p2 d2", "classes of frames, lines and pixels"),
          new Case("n1 g1 c11x2x5x5 k3 3x3x3 p8 d8", "dilation beyond a volume"),
          new Case("n1 g1 c20x2x5x5 k17 2x3x3 p3x1x1", "output frames that see padding alone"),
          new Case("n1 g1 c65x7x5 k63 3x3 p1", "one above and one below a tile"),
          new Case("n1 g1 c300x2x2 k33 3x3 p1", "a reduction of 2700: more than one block of it"),
          new Case("n1 g1 c3x40x9 k16 7x7 s2 p3", "the first layer of an ImageNet network"),
          new Case("n2 g1 c3x31x46 k20 7x7 s2 p3", "several tiles of 7x7 filters, none fills"),
          new Case("n1 g1 c4x8x8 k16 7x7 s2 p6", "7x7 tiles that see no whole block of pixels"),
          new Case("n1 g1 c3x5x25x9 k16 3x7x7 s1x2x2 p1x3x3", "the first layer of a 3-D network"),
          new Case("n2 g1 c16x13x10 k33 3x3 s2 p1", "tiles of stride 2 that reach over the border"),
          new Case("n1 g1 c80x3x9x9 k20 1x3x3 s1x2x2 p0x1x1", "strided planes, two gathers a tile"),
          new Case("n2 g33 c33x6x6 k33 3x3 p1", "depthwise, one above two vectors"),
          new Case("n1 g7 c7x5x5 k21 3x3 p1", "depthwise with a channel multiplier"),
          new Case("n1 g32 c128x5x5 k128 3x3 p1", "ResNeXt: 4 channels per group"),
          new Case("n1 g8 c32x31x33 k32 3x3 p1", "several strips and tiles of spread lines"),
          new Case("n1 g4 c32x9x31 k32 3x3 s2 p1", "8 channels per group with a stride"),
          new Case("n1 g2 c32x6x17 k32 3x3 p1", "each input channel of a wide group broadcast"),
          new Case("n1 g36 c36x17x30 k36 3x3 s2 p1", "depthwise tiles down a column, with a tail"),
          new Case("n1 g2 c6x5x5 k66 1x1", "groups with an output edge within a tile"),
          new Case("n1 g1 c20x3x5x4 k18 1x3x3 p0x1x1", "a spatial filter of a 3-D network"),
          new Case("n1 g1 c20x5x3x4 k18 3x1x1 p1x0x0", "a temporal filter of a 3-D network"),
          new Case("n2 g1 c45x18x3x4 k70 3x1x1 p1x0x0", "tiles along depth, gathered at the ends"),
          new Case(
              "n2 g1 c20x2x9x5 k33 1x3x1 p0x2x0/0x0x0", "tiles along height, no padding below"),
          new Case("n2 g1 c12x131 k40 3 p1", "tiles of signals with few channels"),
          new Case("n2 g1 c300x6x5x9 k70 3x1x1 s2x1x1 p2x0x0 d2x1x1", "long temporal sums"),
          new Case("n2 g1 c9x4x4x4 k10 3x3x3 s2 p1", "3-D with a stride"),
          new Case("n5 g1 c512x1 k10 1", "fully connected, five samples"));

  private Regressions() {}
}
