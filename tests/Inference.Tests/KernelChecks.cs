using AIoT.Embedded.Inference;
using AIoT.Embedded.Inference.Tests.Reference;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Inference.Tests;

/// <summary>Runs random models through the writer, the reader and the engine, and compares with the plain loops.</summary>
internal static class KernelChecks
{
    /// <summary>
    /// Compares both engine forms with the plain executor. About <paramref name="shortVectors"/> inputs by default, a million in long mode,
    /// <paramref name="perModel"/> to a model.
    /// </summary>
    internal static void FastEqualsPlain(Func<RandomModels, QuantizedModel?> make, int shortVectors = 2000, int perModel = 20)
    {
        int vectors = TestData.LongMode ? 1_000_000 : shortVectors;
        int seed = TestData.Seed;
        int done = 0;
        for (int round = 0; done < vectors; round++)
        {
            var random = new RandomModels(unchecked(seed + round * 7919));
            string where = $"seed {seed}, round {round}";
            QuantizedModel? model = make(random);
            if (model is null)
            {
                continue;
            }

            byte[] bytes;
            try
            {
                bytes = ModelImageWriter.Write(model);
            }
            catch (InvalidModelException e) when (e.InnerException is ModelImageException { Fault: ImageFault.AccumulatorOverflow })
            {
                // Random biases and weights may overflow: that the reader says so is tested elsewhere.
                continue;
            }

            ModelImage image = ModelImage.Parse(bytes, bytes.Length);
            var packed = new Engine(image, int.MaxValue);
            var plain = new Engine(image, 0);
            var scores = new int[image.OutputCount];
            for (int i = 0; i < perModel; i++, done++)
            {
                int[] input = random.Input(image.InputCount, model.InputType);
                int[] expected = PlainExecutor.Run(model, input);
                packed.Run(input, scores);
                Same(expected, scores, $"{where}, packed");
                plain.Run(input, scores);
                Same(expected, scores, $"{where}, plain");
            }
        }
    }

    internal static void Same(int[] expected, int[] actual, string where)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(expected[i] == actual[i], $"{where}: output {i} is {actual[i]}, not {expected[i]}");
        }
    }
}
