/**
 * From recorded signals to the float tensors of one-dimensional networks.
 *
 * <pre>
 *   CSV, npy or WFDB --SignalReader--> Signal --Windows--> [C, L] pieces
 * </pre>
 *
 * <p><b>Concept.</b> A network sees windows of a fixed length; a {@link
 * dev.lanewise.models.signal.Signal} may be as long as it likes. {@link
 * dev.lanewise.models.signal.Windows} says where windows begin, {@code SignalClassifier} runs the
 * network on each and joins the answers. Nothing is resampled or filtered: a network has to be
 * given signals at the rate and in the units that it was trained with.
 *
 * <p><b>Layout and units.</b> A signal holds a row of float32 samples for each channel. CSV and npy
 * values are taken as they are; WFDB values become physical ones (mostly mV) by gain and baseline.
 *
 * <p><b>Lifetime and threads.</b> Signals are immutable by convention: nobody writes to their
 * arrays.
 *
 * <p><b>Failure.</b> Files are hostile until checked: {@link
 * dev.lanewise.models.signal.SignalFormatException} names file, line or signal.
 */
package dev.lanewise.models.signal;
