using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.Tests.Common;
using Xunit.Abstractions;

namespace AIoT.Embedded.Inference.Tests;

/// <summary>
/// Damaged images, their checksums made right again so that the checks behind it are reached: each is refused with a reason, or it is a
/// model, and then it runs. Nothing else may happen: no other exception, no great allocation, no endless loop.
/// </summary>
public class ModelImageFuzzTests(ITestOutputHelper output)
{
    private const long AllocationLimit = 24 << 20;

    [Theory]
    [InlineData("plane")]
    [InlineData("autoencoder")]
    [InlineData("series")]
    [InlineData("trees")]
    [InlineData("distance")]
    public void A_damaged_image_is_refused_or_runs(string name)
    {
        int mutations = TestData.LongMode ? 250_000 : 4000;
        byte[] good = Image(name);
        var faults = new SortedDictionary<ImageFault, int>();
        for (int i = 0; i < mutations; i++)
        {
            int seed = unchecked(TestData.Seed + (i * 31));
            byte[] image = Mutate(good, new Random(seed));
            long before = GC.GetAllocatedBytesForCurrentThread();
            ImageFault fault;
            try
            {
                if (ModelImage.TryParse(image, image.Length, out ModelImage model, out fault, out string reason))
                {
                    Run(model, seed);
                }
                else
                {
                    Assert.NotEqual("", reason);
                }
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                throw new InvalidOperationException($"{name}, seed {TestData.Seed}, mutation {i}: {e.GetType().Name} {e.Message}", e);
            }

            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < AllocationLimit, $"{name}, seed {TestData.Seed}, mutation {i} allocates too much");
            faults[fault] = faults.GetValueOrDefault(fault) + 1;
        }

        output.WriteLine(string.Join(", ", faults));

        // The fuzzer must get past the checksum: most reasons are others.
        Assert.True(faults.Keys.Count > 5, string.Join(", ", faults));
        Assert.True(faults.GetValueOrDefault(ImageFault.None) > 0, string.Join(", ", faults));
    }

    private static void Run(ModelImage model, int seed)
    {
        // Larger ones are right, but would take their time here.
        if (model.Work > 200_000)
        {
            return;
        }

        var engine = new Engine(model, (seed & 1) == 0 ? int.MaxValue : 700);
        Assert.Equal(model.ArenaBytes, engine.ArenaBytes);
        var x = new int[model.InputCount];
        var random = new Random(seed);
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = (seed & 2) == 0 ? random.Next(-200, 200) : random.Next(int.MinValue, int.MaxValue);
        }

        engine.Run(x, new int[model.OutputCount]);
        engine.SelfTest();
    }

    private static byte[] Image(string name) => name switch
    {
        "trees" => ModelImageWriter.Write(TreeTests.Model(new RandomModels(12), true) with { SelfTestInput = [1, 2, 3, 4, 5] }),
        "distance" => ModelImageWriter.Write(DistanceTests.Model(new RandomModels(7), true)),
        _ => ModelImageWriter.Write(ModelImageTests.Sample(name)),
    };

    private static byte[] Mutate(byte[] good, Random random)
    {
        byte[] image = [.. good];
        int body = BitConverter.ToInt32(good, 8);
        int structure = Structure(good, out int length);
        for (int n = 1 + random.Next(3); n > 0; n--)
        {
            // Half of the mutations hit the structure section, where most checks are.
            int at = random.Next(2) == 0 ? structure + random.Next(length) : random.Next(body);
            switch (random.Next(6))
            {
                case 0:
                    image[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    image[at] = (byte)random.Next(256);
                    break;
                case 2:
                    image[at] = random.Next(4) switch { 0 => 0, 1 => 0xFF, 2 => 0x7F, _ => 0x80 };
                    break;
                case 3:
                    image[at] += (byte)(random.Next(2) == 0 ? 1 : 255);
                    break;
                case 4:
                    int to = random.Next(body);
                    int count = random.Next(Math.Min(8, body - Math.Max(at, to)));
                    Array.Copy(image, at, image, to, count);
                    break;
                default:
                    BitConverter.TryWriteBytes(image.AsSpan(Math.Min(at, body - 4)), random.Next(3) switch { 0 => int.MaxValue, 1 => int.MinValue, _ => random.Next() });
                    break;
            }
        }

        if (random.Next(16) == 0)
        {
            Array.Resize(ref image, random.Next(image.Length + 4));
        }

        // One in eight keeps the wrong checksum.
        if (image.Length > ImageFormat.HeaderLength && random.Next(8) != 0)
        {
            int said = BitConverter.ToInt32(image, 8);
            if (said >= ImageFormat.HeaderLength && said <= image.Length)
            {
                ModelImageWriter.FixChecksum(image);
            }
        }

        return image;
    }

    private static int Structure(byte[] bytes, out int length)
    {
        int at = ImageFormat.HeaderLength;
        while (true)
        {
            int tag = bytes[at++];
            int shift = 0;
            length = 0;
            byte b;
            do
            {
                b = bytes[at++];
                length |= (b & 0x7F) << shift;
                shift += 7;
            }
            while (b > 0x7F);

            if (tag == ImageFormat.SectionStructure)
            {
                return at;
            }

            at += length;
        }
    }
}
