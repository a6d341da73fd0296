/**
 * What this JVM and machine offer, and what is wrong with a cure.
 *
 * <p>{@link dev.lanewise.app.doctor.Checkup} looks at everything that decides on speed and makes
 * {@link dev.lanewise.app.doctor.Finding}s: the JVM and its compiler, the width of vectors and
 * multiply-add, processors and memory with the limits of a container ({@link
 * dev.lanewise.app.doctor.ControlGroup}). A Lanewise that starts computes right answers on any of
 * them; a wrong finding means that it is needlessly slow or will run out of memory.
 */
package dev.lanewise.app.doctor;
