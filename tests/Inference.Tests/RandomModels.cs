using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.Inference.Tests;

/// <summary>Random layers and inputs, extremes included.</summary>
public sealed class RandomModels(int seed)
{
    private readonly Random _random = new(seed);

    public int Next(int least, int most) => (int)_random.NextInt64(least, (long)most + 1);

    public bool Coin() => _random.Next(2) == 0;

    public static Provenance Provenance { get; } = new(new byte[32], new byte[8], SplitKind.Simulated, "tests");

    public static QuantizedModel Model(TensorShape input, TensorType type, params QuantizedLayer[] layers) => new()
    {
        Id = "test",
        Provenance = Provenance,
        InputShape = input,
        InputType = type,
        Layers = layers,
    };

    /// <summary>Weights: usual, small, or at the ends.</summary>
    public sbyte[] Weights(int count)
    {
        int mode = _random.Next(5);
        var w = new sbyte[count];
        for (int i = 0; i < count; i++)
        {
            w[i] = (sbyte)(mode switch
            {
                0 => Next(-128, 127),
                1 => Next(-20, 20),
                2 => Coin() ? 127 : -127,
                3 => -128,
                _ => Math.Clamp((int)(30 * Gauss()), -127, 127),
            });
        }

        return w;
    }

    public int[] Biases(int count)
    {
        int range = _random.Next(4) switch { 0 => 0, 1 => 1000, 2 => 100_000, _ => 10_000_000 };
        return [.. Enumerable.Range(0, count).Select(_ => Next(-range, range))];
    }

    public int[] SmallBiases(int count) => [.. Enumerable.Range(0, count).Select(_ => Next(-3000, 3000))];

    /// <summary>Multipliers and shifts such that accumulators of about sqrt(taps) * 5000 fill int8, now and then far from it.</summary>
    public Requantization Scales(int channels, int taps, int outputBits = 8)
    {
        double typical = Math.Pow(2, outputBits - 8) * 100 / (Math.Sqrt(taps) * 5000);
        double far = _random.Next(8) switch { 0 => 1e-3, 1 => 100, _ => 1 };
        var factors = new double[Coin() ? 1 : channels];
        for (int i = 0; i < factors.Length; i++)
        {
            factors[i] = typical * far * Math.Pow(2, 4 * _random.NextDouble() - 2);
        }

        Requantization common = Requantization.FromFactors(factors);
        if (Coin())
        {
            return common;
        }

        // Every channel normalised by itself: 31-bit multipliers with their own shifts.
        Requantization[] each = [.. factors.Select(f => Requantization.FromFactors(f))];
        return factors.Length == 1 && channels > 1
            ? each[0]
            : new Requantization([.. each.Select(r => r.Multipliers[0])], [.. each.Select(r => r.Shifts[0])]);
    }

    public ClipRange? Clip(TensorType type = TensorType.Int8)
    {
        int high = type == TensorType.Int16 ? 32767 : 127;
        switch (_random.Next(3))
        {
            case 0:
                return null;
            case 1:
                return new ClipRange(Next(-high - 1, 0), high);
            default:
                int low = Next(-high - 1, high);
                return new ClipRange(low, Next(low, high));
        }
    }

    public int ZeroPoint(TensorType type = TensorType.Int8) =>
        _random.Next(3) switch { 0 => 0, 1 => type == TensorType.Int16 ? Next(-32768, 32767) : Next(-128, 127), _ => type == TensorType.Int16 ? -32768 : -128 };

    public int[] Input(int count, TensorType type)
    {
        int high = type switch { TensorType.Int8 => 127, TensorType.Int16 => 32767, _ => Coin() ? 20_000 : int.MaxValue - 1 };
        int mode = _random.Next(6);
        var x = new int[count];
        for (int i = 0; i < count; i++)
        {
            x[i] = mode switch
            {
                0 => -high - 1,
                1 => high,
                2 => Coin() ? high : -high - 1,
                _ => Next(-high - 1, high),
            };
        }

        return x;
    }

    private double Gauss() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
