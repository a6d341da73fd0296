package dev.lanewise.engine.format.torch;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.tensor.DType;

/** Something that a pickle may name; {@link AllowedGlobals} has them all. */
sealed interface AllowedGlobal {
  /** The name with its module, as Python writes it. */
  String name();

  /** A class of storages, by which persistent identities tell the type of elements. */
  record StorageType(String name, DType dtype) implements AllowedGlobal {}

  /** A type of elements as a value. */
  record ElementType(String name, DType dtype) implements AllowedGlobal {}

  /** A class or object that is only passed on. */
  record Token(String name) implements AllowedGlobal {}

  /** What Python would call, written in Java. */
  record Function(String name, Body body) implements AllowedGlobal {}

  /** The Java side of a function. */
  @FunctionalInterface
  interface Body {
    /**
     * Returns the value that the call yields.
     *
     * @throws LanewiseException if the arguments do not fit
     */
    Object call(PickleArguments arguments);
  }
}
