/**
 * From a list of files and folders to what is on each picture.
 *
 * <p>{@link dev.lanewise.app.classify.PictureSource} says where a picture comes from, {@link
 * dev.lanewise.app.classify.PictureReader} decodes and resizes one picture ahead of the network, in
 * a thread of its own, and a {@link dev.lanewise.app.classify.Report} shows each {@link
 * dev.lanewise.app.classify.PictureResult}, for people or as JSON.
 *
 * <p><b>Failure.</b> A picture that cannot be read is a result like any other, with a failure in
 * place of predictions: the other pictures are not affected.
 */
package dev.lanewise.app.classify;
