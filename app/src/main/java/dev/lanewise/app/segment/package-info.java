/**
 * A class for every position of a picture or a volume.
 *
 * <p>{@link dev.lanewise.app.segment.SegmentInput} reads a picture or an array, {@link
 * dev.lanewise.app.segment.Mask} makes files of the classes, and {@link
 * dev.lanewise.app.segment.SegmentReport} says how many positions each class has.
 */
package dev.lanewise.app.segment;
