package dev.lanewise.models.image;

/**
 * What a JPEG file says about itself.
 *
 * @param width pixels per row
 * @param height rows
 * @param componentIds the identifier of each component; 1, 3 or 4 components
 * @param jfif whether a JFIF segment is there, which means grey or YCbCr
 * @param adobeTransform the transform flag of the Adobe segment, or {@link #NO_ADOBE}
 * @param orientation of Exif, 1 to 8
 * @param essence the file without application segments and comments: no colour profile, thumbnail
 *     or other metadata reaches the pixel decoder
 */
record JpegStructure(
    int width,
    int height,
    byte[] componentIds,
    boolean jfif,
    int adobeTransform,
    int orientation,
    byte[] essence) {

  /** Transform flag where there is no Adobe segment. */
  static final int NO_ADOBE = -1;

  int components() {
    return componentIds.length;
  }

  /** Whether three components are Y, Cb, Cr rather than R, G, B: libjpeg's rule (jdapimin.c). */
  boolean isYcc() {
    if (jfif) {
      return true;
    }
    if (adobeTransform != NO_ADOBE) {
      return adobeTransform != 0;
    }
    return !(componentIds[0] == 'R' && componentIds[1] == 'G' && componentIds[2] == 'B');
  }

  /** Whether four components are Y, Cb, Cr, K rather than C, M, Y, K. */
  boolean isYcck() {
    return adobeTransform != NO_ADOBE && adobeTransform != 0;
  }
}
