/**
 * From moving pictures to the float tensors of video networks.
 *
 * <pre>
 *   folder, y4m or raw stream --FrameSource--> RgbImage ... --ClipSampler--> T frames --> [3, T, H, W]
 * </pre>
 *
 * <p><b>Concept.</b> The JDK decodes no video, so frames come one by one: from the pictures in a
 * folder, or uncompressed from another program through a pipe, as YUV4MPEG2 ("y4m", which says its
 * size itself) or as raw pixels. A {@link dev.lanewise.models.video.ClipSampler} takes every n-th
 * frame and groups T of them to a clip. Only the frames of one clip are in memory at a time.
 *
 * <p><b>Colour.</b> YUV becomes RGB by the equations of BT.601, chroma samples being repeated, see
 * {@link dev.lanewise.models.video.YuvColours}.
 *
 * <p><b>Lifetime and threads.</b> A source reads forwards, once, for one thread, and is closed by
 * who opened it.
 *
 * <p><b>Failure.</b> Streams are hostile until checked: headers have limits, sizes are checked
 * before memory is taken. {@link dev.lanewise.models.video.VideoFormatException} names the stream
 * and the frame.
 */
package dev.lanewise.models.video;
