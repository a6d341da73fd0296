/**
 * Labelled pictures, and how often a network is right about them.
 *
 * <p><b>Concept.</b> A {@link dev.lanewise.models.data.Dataset} is a list of {@link
 * dev.lanewise.models.data.Sample}s: a name for messages, the true class, and a way to read the
 * picture. Three forms are known: folders of classes, CIFAR-10's binary files, and MNIST's idx
 * files. A {@link dev.lanewise.models.data.Tally} counts what a network says about them.
 *
 * <p><b>Lifetime and threads.</b> A dataset is immutable; its samples may be read by any number of
 * threads. Binary files are read into memory when the dataset is opened, pictures in folders one by
 * one. A tally serves one thread at a time.
 *
 * <p><b>Failure.</b> Files are checked before they are used: {@link
 * dev.lanewise.models.data.DatasetException} names the file and what it should be.
 */
package dev.lanewise.models.data;
