/**
 * From a picture file to the float tensor a network reads.
 *
 * <pre>
 *   bytes --ImageDecoder--> RgbImage --Resize, Crop--> RgbImage --Preprocess--> NCHW float32
 * </pre>
 *
 * <p><b>Concept.</b> A network is only as good as its agreement with the preprocessing it was
 * trained with, and nearly all were trained on pictures that PIL decoded and torchvision resized.
 * So this package reproduces PIL: the antialiased filters in its fixed-point arithmetic, its
 * rounding, its treatment of alpha (dropped, not composited) and of CMYK. Where it departs on
 * purpose, the class says so.
 *
 * <p><b>Layout and units.</b> An {@link dev.lanewise.models.image.RgbImage} holds 8-bit samples 0
 * to 255, interleaved R, G, B, rows from top to bottom without padding; colour profiles and gamma
 * tags are ignored, so values are those stored in the file. Tensors are planes, channel after
 * channel (NCHW with N = 1), float32 in native byte order. Sizes are in pixels; methods name width
 * before height, except crop sizes, which follow torchvision: height before width.
 *
 * <p><b>Lifetime and threads.</b> Everything here is immutable or static and safe for any number of
 * threads. No native memory is allocated: tensors are written into segments that the caller owns.
 *
 * <p><b>Failure.</b> Files are hostile until checked. Whatever the bytes are, decoding answers with
 * a picture or with one {@link dev.lanewise.models.image.ImageFormatException} that names the file;
 * {@link dev.lanewise.models.image.ImageLimits} bounds bytes and pixels before memory is taken. An
 * {@link java.io.IOException} means that the file could not be read, not that it is broken.
 */
package dev.lanewise.models.image;
