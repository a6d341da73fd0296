/**
 * The names of classes.
 *
 * <p>A network puts out one number per class; {@link dev.lanewise.models.labels.Labels} says what
 * class number i is called. Names come with this package ({@link
 * dev.lanewise.models.labels.LabelSet}), from a text file with one name per line, or are the
 * numbers themselves.
 *
 * <p>Everything is immutable and safe for any number of threads. A file that is no list of names
 * throws {@link dev.lanewise.models.labels.LabelFormatException} with the line.
 */
package dev.lanewise.models.labels;
