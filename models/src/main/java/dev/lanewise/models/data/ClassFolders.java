package dev.lanewise.models.data;

import dev.lanewise.models.image.ImageDecoder;
import dev.lanewise.models.image.PictureFiles;
import dev.lanewise.models.labels.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder with a folder of pictures for each class.
 *
 * <p>Which class a folder is: if all folders are called like classes of the network (case does not
 * matter, and {@code _} is a blank), then by name; else if all are called by numbers of classes,
 * then by number; else, if there are as many folders as classes, by alphabetical order, as
 * torchvision's {@code ImageFolder} has it. Anything else is refused.
 */
public final class ClassFolders {
  private ClassFolders() {}

  static Dataset open(Path folder, Labels labels) throws IOException {
    List<Path> folders = folders(folder);
    Map<String, Integer> byName = new HashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      byName.putIfAbsent(plain(labels.get(i)), i);
    }
    List<String> names = folders.stream().map(f -> f.getFileName().toString()).toList();
    boolean named = names.stream().allMatch(name -> byName.containsKey(plain(name)));
    boolean numbered = names.stream().allMatch(name -> number(name) < labels.size());
    if (!named && !numbered && folders.size() != labels.size()) {
      throw new DatasetException(
          ("%s: its %d folders are no classes of the network: wanted names or numbers of its %d"
                  + " classes, or one folder for each; the first folder is %s")
              .formatted(folder, folders.size(), labels.size(), names.getFirst()));
    }
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < folders.size(); i++) {
      String name = names.get(i);
      int label = named ? byName.get(plain(name)) : numbered ? number(name) : i;
      for (Path file : PictureFiles.below(folders.get(i))) {
        samples.add(
            new Sample(folder.relativize(file).toString(), label, () -> ImageDecoder.decode(file)));
      }
    }
    if (samples.isEmpty()) {
      throw new DatasetException(
          "%s: its folders hold no picture, that is no file named like %s"
              .formatted(folder, PictureFiles.EXTENSIONS));
    }
    String how = named ? "name" : numbered ? "number" : "alphabetical order";
    return new Dataset("%d folders, classes by %s".formatted(folders.size(), how), samples);
  }

  private static List<Path> folders(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      List<Path> folders =
          list.filter(Files::isDirectory)
              .filter(path -> !path.getFileName().toString().startsWith("."))
              .sorted()
              .toList();
      if (folders.isEmpty()) {
        throw new DatasetException(
            folder
                + ": wanted a folder of pictures for each class, CIFAR-10's .bin files or MNIST's"
                + " idx files in it, but there is none of them");
      }
      return folders;
    }
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', ' ').strip();
  }

  private static int number(String name) {
    return name.matches("\\d{1,9}") ? Integer.parseInt(name) : Integer.MAX_VALUE;
  }
}
