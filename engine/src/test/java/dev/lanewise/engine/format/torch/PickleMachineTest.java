package dev.lanewise.engine.format.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.io.ByteCursor;
import dev.lanewise.engine.tensor.Shape;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PickleMachineTest {
  private static Object run(byte[] pickle) {
    ByteCursor in = new ByteCursor(MemorySegment.ofArray(pickle), 0, "f: pickle");
    return PickleMachine.run(in, StorageIdentity::parse);
  }

  private static void assertRefused(String reason, PickleWriter pickle) {
    var e = assertThrows(ModelFormatException.class, () -> run(pickle.stop()));
    assertTrue(e.getMessage().startsWith("f: pickle: at byte "), e.getMessage());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
  }

  private static PickleWriter pickle() {
    return new PickleWriter();
  }

  @Test
  void scalars() {
    assertEquals(-3L, run(pickle().integer(-3).stop()));
    assertEquals(255L, run(pickle().op('K').op(255).stop()));
    assertEquals(-2L, run(pickle().op(0x8a).op(1).op(0xFE).stop()));
    assertEquals(BigInteger.ONE.shiftLeft(64), run(pickle().op(0x8a).op(9).int64(0).op(1).stop()));
    assertEquals(
        1.5, run(pickle().op('G').int64(Long.reverseBytes(Double.doubleToLongBits(1.5))).stop()));
    assertEquals(true, run(pickle().ops("I01\n").stop()));
    assertEquals(12L, run(pickle().ops("L12L\n").stop()));
    assertEquals("größe", run(pickle().text("größe").stop()));
    assertEquals("ab", run(pickle().ops("U\2ab").stop()));
    assertArrayEquals(new byte[] {(byte) 0xFF}, (byte[]) run(pickle().ops("U\1\u00FF").stop()));
    assertArrayEquals(
        new byte[] {'a', (byte) 0xE9},
        (byte[])
            run(
                pickle()
                    .global("_codecs", "encode")
                    .text("aé")
                    .text("latin1")
                    .op(0x86)
                    .op('R')
                    .stop()));
  }

  @Test
  void containersAndMemo() {
    var list =
        (List<?>) run(pickle().ops("]q\0(").integer(1).integer(2).ops("eh\0").op('a').stop());
    assertEquals(List.of(1L, 2L), list.subList(0, 2));
    assertSame(list, list.get(2));
  }

  @Test
  void dictionariesOfAllKinds() {
    PyDict ordered =
        (PyDict)
            run(
                pickle()
                    .global("collections", "OrderedDict")
                    .ops(")R(")
                    .text("a")
                    .integer(1)
                    .text("b")
                    .op('N')
                    .ops("u}b")
                    .stop());
    assertEquals(List.of("a", "b"), List.copyOf(ordered.entries().keySet()));
    PyDict pairs =
        (PyDict)
            run(
                pickle()
                    .global("collections", "OrderedDict")
                    .ops("(](")
                    .text("k")
                    .integer(7)
                    .op(0x86)
                    .ops("etR")
                    .stop());
    assertEquals(7L, pairs.get("k"));
  }

  @Test
  void tensorsAreViews() {
    StridedTensor view =
        (StridedTensor) run(pickle().tensor("0", 20, 3, new int[] {2, 4}, new int[] {8, 2}).stop());
    assertEquals(Shape.of(2, 4), view.shape());
    assertEquals(12, view.offset());
    assertEquals(List.of(32L, 8L), view.strides());
    assertTrue(!view.isContiguous());
  }

  @ParameterizedTest
  @CsvSource({
    "os, system",
    "posix, system",
    "builtins, eval",
    "__builtin__, getattr",
    "nt, system",
    "torch, load",
    "torch.hub, load",
    "subprocess, Popen",
    "argparse, Namespace",
    "collections, OrderedDict.__init__",
    "torch._utils, _rebuild_sparse_tensor"
  })
  void otherNamesAreRefusedByName(String module, String name) {
    assertRefused("'" + module + "." + name + "'", pickle().global(module, name).ops(")R"));
    assertRefused(
        "'" + module + "." + name + "'", pickle().text(module).text(name).op(0x93).ops(")R"));
    assertRefused(
        "'" + module + "." + name + "'", pickle().ops("(i" + module + "\n" + name + "\n"));
  }

  @Test
  void wholeNetworksAndPrograms() {
    assertRefused("holds a whole network", pickle().global("torch.nn.modules.conv", "Conv2d"));
    assertRefused("TorchScript", pickle().global("__torch__.net", "Net"));
    assertRefused(
        "'torch.ComplexFloatStorage', which are not supported",
        pickle().global("torch", "ComplexFloatStorage"));
  }

  @Test
  void objectsAreRefused() {
    PickleWriter dict = pickle().global("collections", "OrderedDict");
    assertRefused("creates an object of collections.OrderedDict", dict.op(')').op(0x81));
    assertRefused(
        "creates an object of torch.Size", pickle().op('(').global("torch", "Size").op('o'));
    assertRefused("sets the state of a list", pickle().ops("]}b"));
    assertRefused("calls a string", pickle().text("x").ops(")R"));
    assertRefused("registered number", pickle().op(0x82).op(1));
    assertRefused("buffer outside", pickle().op(0x97));
  }

  @Test
  void damage() {
    assertRefused("no pickle instruction", pickle().op(0xFF));
    assertRefused("wanted 1 values on the stack", pickle().op('0'));
    assertRefused("wanted a mark", pickle().op('t'));
    assertRefused(
        "wanted 2 values on the stack, got 1", pickle().op('K').op(1).ops("(").op('0').op(0x86));
    assertRefused("never stored", pickle().op('h').op(3));
    assertRefused("ends with 2 values", pickle().ops("]]"));
    assertRefused("a key that has no value", pickle().ops("}(").integer(1).op('u'));
    assertRefused("a list as a key", pickle().ops("}(]]u"));
    assertRefused("protocol 0 to 5", pickle().op(0x80).op(6));
    assertRefused("not UTF-8", pickle().op('X').int32(1).op(0xFF));
    assertRefused("a string of 4294967295 bytes", pickle().op('X').int32(-1));
    assertRefused("a string of 18446744073709551615 bytes", pickle().op(0x8e).int64(-1));
    assertRefused("an integer of 2147483648 bytes", pickle().op(0x8b).int32(Integer.MIN_VALUE));
    assertRefused("truncated", pickle().op('X').int32(9).op('a'));
  }

  @Test
  void valuesOfAnotherKind() {
    assertRefused("pickle protocol 0 is not supported", pickle().ops("S'a'\n"));
    assertRefused("wanted an integer below 2^63 on a line", pickle().ops("I9223372036854775808\n"));
    assertRefused("wanted a real number on a line", pickle().ops("Fone\n"));
    assertRefused("wanted two strings that name", pickle().text("torch").integer(1).op(0x93));
    assertRefused("refers to storage by a line of text", pickle().ops("P0\n"));
    assertRefused("wanted a list to append to, got a dictionary", pickle().ops("}Na"));
    assertRefused("wanted a dictionary to fill, got a list", pickle().ops("]NNs"));
    assertRefused("identifies a storage, got a truth value", pickle().op(0x88).op('Q'));
    assertRefused("identifies a storage, got a tuple", pickle().ops(")Q"));
    assertRefused("wanted ('storage', class, key, device, count)", pickle().ops("(NtQ"));
    assertRefused("the source of a whole network", pickle().op('(').text("module").ops("NNtQ"));
    PickleWriter view = pickle().op('(').text("storage").global("torch", "FloatStorage");
    view.text("0").text("cpu").integer(4).op('(').text("v").integer(2).integer(3).ops("ttQ");
    assertRefused("storage '0': wanted a view (key, begin, length) within its 4 elements", view);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "torch._utils; _rebuild_tensor; 0; wanted 1 arguments or more, got 0",
        "torch._utils; _rebuild_tensor; 1; argument 0: wanted a storage, got None",
        "torch._utils; _rebuild_tensor_v3; 7; argument 6: wanted a type of elements, got None",
        "torch._utils; _rebuild_parameter; 1; argument 0: wanted a tensor, got None",
        "torch._tensor; _rebuild_from_type_v2; 3; wanted a function that builds a tensor",
        "torch; device; 1; argument 0: wanted a string, got None",
        "torch; Size; 1; argument 0: wanted a tuple, got None"
      })
  void callsWithOtherArguments(String module, String name, int nones, String reason) {
    PickleWriter call = pickle().global(module, name).ops("(" + "N".repeat(nones) + "tR");
    assertRefused(module + "." + name + ": " + reason, call);
  }

  @Test
  void callsWithListsOfOtherValues() {
    PickleWriter offset = pickle().global("torch._utils", "_rebuild_tensor").op('(');
    assertRefused("argument 1: wanted an integer, got None", offset.storage("0", 4).ops("NtR"));
    PickleWriter shape = pickle().global("torch._utils", "_rebuild_tensor").op('(');
    shape.storage("0", 4).integer(0).ops("(NttR");
    assertRefused("argument 2: wanted integers, got a tuple", shape);
    PickleWriter pairs = pickle().global("collections", "OrderedDict").ops("(](NetR");
    assertRefused("collections.OrderedDict: wanted a list of keys with values", pairs);
    PickleWriter typed = pickle().global("torch._tensor", "_rebuild_from_type_v2").op('(');
    typed.global("torch._utils", "_rebuild_tensor").global("torch", "Tensor").ops("NtR");
    assertRefused("_rebuild_from_type_v2: wanted a tuple of arguments", typed);
  }

  @Test
  void tensorsOutsideOfTheirStorage() {
    int[] two = {2, 4};
    assertRefused(
        "reaches from element 3 to 19", pickle().tensor("0", 18, 3, two, new int[] {9, 2}));
    assertRefused("stride -1", pickle().tensor("0", 18, 3, two, new int[] {-1, 2}));
    assertRefused("reaches from element -1", pickle().tensor("0", 18, -1, two, new int[] {4, 1}));
    assertRefused("2 dimensions with 1 strides", pickle().tensor("0", 18, 0, two, new int[] {1}));
    int most = Integer.MAX_VALUE;
    int[] huge = {most, most, most};
    assertRefused("2^63-1", pickle().tensor("0", 18, 0, huge, new int[] {0, 0, 0}));
    int[] large = {1 << 30, 1 << 30};
    assertRefused(
        "from element 0 to 9223372036854775807 of storage '0', which has 18",
        pickle().tensor("0", 18, 0, large, new int[] {most, most}));
    assertRefused(
        "of storage 'a\\u000ab', which has 1",
        pickle().tensor("a\nb", 1, 0, two, new int[] {4, 1}));
    assertRefused("wanted a number of elements", pickle().storage("0", -1));
  }

  @Test
  void memoryIsBounded() {
    PickleWriter deep = pickle();
    deep.ops("]".repeat(2_000_000));
    assertRefused("more than 33554432 bytes, the limit", deep);
    PickleWriter memo = pickle().op(']');
    for (int i = 0; i < 600_000; i++) {
      memo.op('r').int32(i);
    }
    assertRefused("the limit", memo);
  }

  @Test
  void aListMayHoldItselfWithoutHarm() {
    assertRefused("wanted a tuple", pickle().global("torch", "Size").ops("]q\0h\0a").op('R'));
    List<?> self = (List<?>) run(pickle().ops("]q\0h\0a").stop());
    assertEquals(1, self.size());
  }
}
