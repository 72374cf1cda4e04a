using AIoT.Embedded.Inference;
using AIoT.Embedded.Inference.Tests.Reference;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.Inference.Tests;

public class ModelImageTests
{
    public static TheoryData<string> Names => ["plane", "autoencoder", "series"];

    [Fact]
    public void An_image_says_what_its_model_is()
    {
        QuantizedModel model = SampleModels.Autoencoder() with
        {
            Version = 4_000_000_000,
            Provenance = new Provenance([.. Enumerable.Range(0, 32).Select(i => (byte)(i * 3))], [1, 2, 3, 4, 5, 6, 7, 8, 9], SplitKind.ByUnit, "aiot-model 0.1.0"),
        };
        byte[] bytes = ModelImageWriter.Write(model);
        ModelImage image = ModelImage.Parse(bytes, bytes.Length);
        Assert.Equal("autoencoder", image.Id);
        Assert.Equal(4_000_000_000, image.Version);
        Assert.Equal(ModelKind.Network, image.Kind);
        Assert.Equal(model.Recipe, image.CopyRecipe());
        Assert.Equal(20, image.InputCount);
        Assert.Equal(1, image.OutputCount);
        Assert.Equal("anomaly", image.ClassName(0));
        Assert.Equal(model.Provenance.SourceHash, image.CopySourceHash());
        Assert.Equal(model.Provenance.CalibrationHash, image.CopyCalibrationHash());
        Assert.Equal(SplitKind.ByUnit, image.Split);
        Assert.Equal("aiot-model 0.1.0", image.ToolVersion);
        Assert.True(image.HasScores);
        Assert.Equal(0, image.SignatureLength);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_form_of_a_model_gives_the_plain_result_and_passes_its_self_test(string name)
    {
        QuantizedModel model = Sample(name);
        byte[] bytes = ModelImageWriter.Write(model);
        ModelImage image = ModelImage.Parse(bytes, bytes.Length);
        var random = new RandomModels(5);
        foreach (int budget in new[] { 0, 300, 1500, 5000, int.MaxValue })
        {
            var engine = new Engine(image, budget);
            Assert.True(engine.SelfTest());
            Assert.True(engine.PackedWeightBytes <= budget);
            var scores = new int[image.OutputCount];
            for (int i = 0; i < 20; i++)
            {
                int[] x = random.Input(image.InputCount, model.InputType);
                engine.Run(x, scores);
                KernelChecks.Same(PlainExecutor.Run(model, x), scores, $"{name}, budget {budget}, input {i}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_planned_arena_is_what_the_engine_allocates_to_the_byte(string name)
    {
        QuantizedModel model = Sample(name);
        byte[] bytes = ModelImageWriter.Write(model);
        ModelImage image = ModelImage.Parse(bytes, bytes.Length);
        int planned = ArenaPlanner.Plan(model).TotalBytes;
        Assert.Equal(planned, image.ArenaBytes);
        Assert.Equal(planned, new Engine(image, 0).ArenaBytes);
        Assert.Equal(planned, new Engine(image, int.MaxValue).ArenaBytes);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_inference_allocates_nothing(string name)
    {
        QuantizedModel model = Sample(name);
        byte[] bytes = ModelImageWriter.Write(model);
        ModelImage image = ModelImage.Parse(bytes, bytes.Length);
        int[] x = new RandomModels(6).Input(image.InputCount, model.InputType);
        var scores = new int[image.OutputCount];
        foreach (int budget in new[] { 0, int.MaxValue })
        {
            var engine = new Engine(image, budget);
            engine.Run(x, scores);
            long before = GC.GetAllocatedBytesForCurrentThread();
            engine.Run(x, scores);
            engine.Run(x, scores);
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    [Theory]
    [InlineData(2, 24)]
    [InlineData(4, 32)]
    [InlineData(30, 8)]
    public void The_container_adds_at_most_256_bytes_and_16_a_layer(int layers, int units)
    {
        var random = new RandomModels(1);
        QuantizedModel model = RandomModels.Model(
            TensorShape.Vector(units),
            TensorType.Features,
            [
                NormalizeLayer.FromStatistics(new double[units], [.. Enumerable.Repeat(10.0, units)], 0.05),
                .. Enumerable.Range(0, layers).Select(_ => SampleModels.Dense(random, units, units) with { Clip = new ClipRange(-128, 127), ZeroPoint = -128 }),
                SampleModels.Dense(random, units, 3),
                SoftmaxLayer.ForScale(0.1),
            ]) with
        {
            Recipe = new byte[64],
            Classes = ["normal", "warning", "outer race"],
            Provenance = new Provenance(new byte[32], new byte[32], SplitKind.ByUnit, "aiot-model 0.1.0"),
        };
        byte[] bytes = ModelImageWriter.Write(model);
        int parameters = (8 * units) + 1
            + model.Layers.OfType<MatrixLayer>().Sum(l => l.Weights.Length + (4 * l.Bias.Count) + (4 * l.Requantization.Multipliers.Count) + l.Requantization.Shifts.Count)
            + 4;
        Assert.InRange(bytes.Length - parameters, 1, 256 + (16 * model.Layers.Count));
    }

    [Fact]
    public void A_signature_rides_behind_the_body_and_does_not_change_the_hash()
    {
        byte[] bytes = ModelImageWriter.Write(SampleModels.Series());
        byte[] signed = ModelImageWriter.WithSignature(bytes, [9, 8, 7, 6]);
        ModelImage image = ModelImage.Parse(signed, signed.Length);
        Assert.Equal(4, image.SignatureLength);
        Assert.Equal(9, signed[image.SignatureOffset]);
        Assert.Equal(ModelImage.Parse(bytes, bytes.Length).ComputeHash(), image.ComputeHash());
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(bytes.AsSpan(0, image.BodyLength)), image.ComputeHash());
    }

    [Fact]
    public void Sha256_equals_the_platforms_for_every_length_around_a_block()
    {
        byte[] data = [.. Enumerable.Range(0, 300).Select(i => (byte)(i * 7))];
        for (int length = 0; length <= 260; length++)
        {
            Assert.Equal(System.Security.Cryptography.SHA256.HashData(data.AsSpan(3, length)), Sha256.Hash(data, 3, length));
        }
    }

    [Theory]
    [InlineData(0, 1, ImageFault.BadMagic)]
    [InlineData(4, 2, ImageFault.UnknownImageVersion)]
    [InlineData(5, 2, ImageFault.UnknownArithmeticVersion)]
    [InlineData(6, 2, ImageFault.UnknownFeaturesVersion)]
    [InlineData(7, 9, ImageFault.UnknownModelKind)]
    [InlineData(20, 1, ImageFault.BadShape)]
    [InlineData(24, 99, ImageFault.BadSection)]
    public void A_wrong_header_is_refused_with_its_reason(int at, int value, ImageFault reason)
    {
        byte[] bytes = ModelImageWriter.Write(SampleModels.Series());
        bytes[at] = (byte)value;
        ModelImageWriter.FixChecksum(bytes);
        Assert.False(ModelImage.TryParse(bytes, bytes.Length, out _, out ImageFault fault, out string text));
        Assert.Equal(reason, fault);
        Assert.NotEqual("", text);
    }

    [Fact]
    public void A_section_for_later_readers_is_skipped()
    {
        byte[] bytes = ModelImageWriter.Write(SampleModels.Series());
        int body = ModelImage.Parse(bytes, bytes.Length).BodyLength;
        byte[] longer = [.. bytes.AsSpan(0, body), 200, 3, 1, 2, 3, 0, 0];
        BitConverter.TryWriteBytes(longer.AsSpan(8), body + 5);
        ModelImageWriter.FixChecksum(longer);
        Assert.Equal("series", ModelImage.Parse(longer, longer.Length).Id);
    }

    [Fact]
    public void Every_flipped_bit_of_a_body_is_refused_by_the_checksum()
    {
        byte[] bytes = ModelImageWriter.Write(SampleModels.Series());
        int body = ModelImage.Parse(bytes, bytes.Length).BodyLength;
        for (int i = 0; i < body * 8; i++)
        {
            bytes[i >> 3] ^= (byte)(1 << (i & 7));
            Assert.False(ModelImage.TryParse(bytes, bytes.Length, out _, out _, out _));
            bytes[i >> 3] ^= (byte)(1 << (i & 7));
        }
    }

    [Fact]
    public void Every_cut_is_refused_and_so_is_what_follows_the_signature()
    {
        byte[] bytes = ModelImageWriter.Write(SampleModels.Series());
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(ModelImage.TryParse(bytes, length, out _, out _, out _));
        }

        byte[] longer = [.. bytes, 0];
        Assert.False(ModelImage.TryParse(longer, longer.Length, out _, out ImageFault fault, out _));
        Assert.Equal(ImageFault.TooLong, fault);
    }

    [Fact]
    public void Weights_that_could_overflow_are_refused()
    {
        DenseLayer layer = SampleModels.Dense(new RandomModels(1), 4, 1) with { Bias = [int.MaxValue] };
        InvalidModelException e = Assert.Throws<InvalidModelException>(() => ModelImageWriter.Write(RandomModels.Model(TensorShape.Vector(4), TensorType.Int8, layer)));
        Assert.Equal(ImageFault.AccumulatorOverflow, Assert.IsType<ModelImageException>(e.InnerException).Fault);
    }

    [Fact]
    public void An_arena_where_tensors_meet_is_refused()
    {
        byte[] bytes = ModelImageWriter.Write(RandomModels.Model(TensorShape.Vector(4), TensorType.Int8, SampleModels.Dense(new RandomModels(1), 4, 4)));

        // The last byte of the structure is the place of the output: 4, behind the input.
        int at = bytes.AsSpan().IndexOf([(byte)LayerKind.Dense]) is var first && first >= 0 ? FindPlace(bytes) : -1;
        Assert.Equal(4, bytes[at]);
        bytes[at] = 3;
        ModelImageWriter.FixChecksum(bytes);
        Assert.False(ModelImage.TryParse(bytes, bytes.Length, out _, out ImageFault fault, out string text));
        Assert.Equal(ImageFault.BadArena, fault);
        Assert.Contains("tensor 1", text, StringComparison.Ordinal);
    }

    internal static QuantizedModel Sample(string name) => name switch
    {
        "plane" => SampleModels.Plane(),
        "autoencoder" => SampleModels.Autoencoder(),
        _ => SampleModels.Series(),
    };

    /// <summary>The last byte of the structure section.</summary>
    private static int FindPlace(byte[] bytes)
    {
        int at = ImageFormat.HeaderLength;
        while (true)
        {
            int tag = bytes[at];
            int length = bytes[at + 1] & 0x7F;
            int start = at + 2;
            if (bytes[at + 1] > 0x7F)
            {
                length |= bytes[at + 2] << 7;
                start++;
            }

            if (tag == ImageFormat.SectionStructure)
            {
                return start + length - 1;
            }

            at = start + length;
        }
    }
}
