using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.ModelTools.Meter;
using Xunit.Abstractions;

namespace AIoT.Embedded.Inference.Tests;

/// <summary>Costs on the interpreter, counted in executed opcodes: deterministic, so they can be held to a bar.</summary>
public class SpeedTests(ITestOutputHelper output)
{
    [Fact]
    public void Dense_32_by_24_costs_at_most_230_instructions_a_MAC() => AtMost<Dense32x24>(230, 32 * 24);

    [Fact]
    public void Dense_96_by_32_costs_at_most_230_instructions_a_MAC() => AtMost<Dense96x32>(230, 96 * 32);

    [Fact]
    public void Conv1D_of_24_channels_costs_at_most_230_instructions_a_MAC() => AtMost<Conv1D>(230, 30 * 24 * 24);

    [Fact]
    public void A_padded_wide_Conv1D_costs_at_most_230_instructions_a_MAC() => AtMost<PaddedConv1D>(230, 64 * 9 * 8 * 24);

    [Fact]
    public void A_padded_Conv2D_costs_at_most_230_instructions_a_MAC() => AtMost<Conv2D>(230, 8 * 8 * 9 * 8 * 16);

    [Fact]
    public void The_32_24_16_24_32_autoencoder_with_its_ends_costs_at_most_two_thirds_of_a_million() => AtMost<Autoencoder>(290, 2304);

    [Fact]
    public void The_plain_form_stays_below_a_textbook_loop() => AtMost<PlainDense>(950, 32 * 24);

    [Fact]
    public void Depthwise_of_three_taps_costs_at_most_830_instructions_a_MAC() => AtMost<Depthwise>(830, 64 * 3 * 16);

    private void AtMost<TWork>(double bar, double macs)
        where TWork : IMeteredWork, new()
    {
        OpcodeReport report = new OpcodeMeter(CostTable.NanoFramework1()).Measure<TWork>([typeof(Engine).Assembly.Location]);
        double cost = report.Instructions(CostColumn.Thumb2);
        output.WriteLine($"{typeof(TWork).Name}: {cost / macs:F1} a MAC, {cost:N0} in all");
        output.WriteLine(report.Describe(6, 12));
        Assert.True(cost / macs <= bar, $"{cost / macs:F1} Thumb-2 instructions a MAC");
    }

    public abstract class Work : IMeteredWork
    {
        private Engine _engine = null!;
        private int[] _input = [];
        private int[] _scores = [];
        private sbyte[] _raw = [];
        private sbyte[] _result = [];

        protected virtual int Budget => int.MaxValue;

        public void Prepare()
        {
            byte[] bytes = ModelImageWriter.Write(Model(new RandomModels(7)));
            _engine = new Engine(ModelImage.Parse(bytes, bytes.Length), Budget);
            _input = new int[_engine.Image.InputCount];
            for (int i = 0; i < _input.Length; i++)
            {
                _input[i] = i * 37 % 255 - 127;
            }

            _scores = new int[_engine.Image.OutputCount];
            _raw = [.. _input.Select(v => (sbyte)v)];
            _result = new sbyte[_scores.Length];
        }

        // Raw int8 in and out where the model has them, so that only its layers are counted.
        public void Run()
        {
            if (_engine.Image.HasScores)
            {
                _engine.Run(_input, _scores);
            }
            else
            {
                _engine.RunRaw(_raw, _result);
            }
        }

        protected abstract QuantizedModel Model(RandomModels random);

        protected static DenseLayer Dense(RandomModels random, int inputs, int units) => new()
        {
            Weights = [.. Enumerable.Range(0, inputs * units).Select(_ => (sbyte)random.Next(-60, 60))],
            Bias = [.. Enumerable.Range(0, units).Select(_ => random.Next(-2000, 2000))],
            Requantization = Requantization.FromFactors([.. Enumerable.Range(0, units).Select(i => 0.002 + i * 0.0001)]),
            Clip = new ClipRange(0, 127),
        };

        protected static ConvolutionLayer Convolution(RandomModels random, int channels, int units, WindowGeometry window, bool plane)
        {
            int taps = window.KernelHeight * window.KernelWidth * channels;
            DenseLayer d = Dense(random, taps, units);
            return new ConvolutionLayer { Window = window, Plane = plane, Weights = d.Weights, Bias = d.Bias, Requantization = d.Requantization };
        }
    }

    public sealed class Dense32x24 : Work
    {
        protected override QuantizedModel Model(RandomModels random) => RandomModels.Model(TensorShape.Vector(32), TensorType.Int8, Dense(random, 32, 24));
    }

    public sealed class PlainDense : Work
    {
        protected override int Budget => 0;

        protected override QuantizedModel Model(RandomModels random) => RandomModels.Model(TensorShape.Vector(32), TensorType.Int8, Dense(random, 32, 24));
    }

    public sealed class Dense96x32 : Work
    {
        protected override QuantizedModel Model(RandomModels random) => RandomModels.Model(TensorShape.Vector(96), TensorType.Int8, Dense(random, 96, 32));
    }

    public sealed class Conv1D : Work
    {
        protected override QuantizedModel Model(RandomModels random) =>
            RandomModels.Model(new TensorShape(1, 32, 8), TensorType.Int8, Convolution(random, 8, 24, new WindowGeometry { KernelWidth = 3 }, false));
    }

    public sealed class PaddedConv1D : Work
    {
        protected override QuantizedModel Model(RandomModels random) =>
            RandomModels.Model(new TensorShape(1, 64, 8), TensorType.Int8, Convolution(random, 8, 24, new WindowGeometry { KernelWidth = 9, PadLeft = 4, PadRight = 4 }, false));
    }

    public sealed class Conv2D : Work
    {
        protected override QuantizedModel Model(RandomModels random) =>
            RandomModels.Model(new TensorShape(8, 8, 8), TensorType.Int8, Convolution(random, 8, 16, new WindowGeometry { KernelHeight = 3, KernelWidth = 3, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 }, true));
    }

    public sealed class Depthwise : Work
    {
        protected override QuantizedModel Model(RandomModels random)
        {
            DenseLayer d = Dense(random, 3, 16);
            return RandomModels.Model(new TensorShape(1, 66, 16), TensorType.Int8, new DepthwiseLayer { Window = new WindowGeometry { KernelWidth = 3 }, Weights = d.Weights, Bias = d.Bias, Requantization = d.Requantization });
        }
    }

    public sealed class Autoencoder : Work
    {
        protected override QuantizedModel Model(RandomModels random)
        {
            var normalize = new NormalizeLayer { Offsets = [.. Enumerable.Repeat(3, 32)], Multipliers = [.. Enumerable.Repeat(1 << 20, 32)], Shift = 21 };
            return RandomModels.Model(
                TensorShape.Vector(32),
                TensorType.Features,
                normalize,
                Dense(random, 32, 24),
                Dense(random, 24, 16),
                Dense(random, 16, 24),
                Dense(random, 24, 32),
                ReconstructionErrorLayer.For([1, 5], 0.03, 0, 0.03, 0, 32, 4));
        }
    }
}
