using AIoT.Embedded.Boards.Virtual.Parts.Motion;

namespace AIoT.Embedded.Boards.Virtual.Load;

/// <summary>Vibration made once and felt by many boards' chips again and again, each from a place of its own: X of a machine, nothing on Y, gravity on Z.</summary>
/// <param name="vibration">X in g at the chip's rate.</param>
/// <param name="start">Where this one begins.</param>
public sealed class LoopedMotion(double[] vibration, int start) : IMotion
{
    private int _position = start % vibration.Length;

    /// <summary>Takes the X axis of a motion.</summary>
    public static double[] Take(IMotion motion, int rateHz, int samples)
    {
        double[] vibration = new double[samples];
        Span<double> xyz = stackalloc double[3];
        motion.Begin(rateHz);
        for (int i = 0; i < samples; i++)
        {
            motion.Next(xyz);
            vibration[i] = xyz[0];
        }

        return vibration;
    }

    /// <inheritdoc/>
    public void Begin(double rateHz)
    {
    }

    /// <inheritdoc/>
    public void Next(Span<double> xyz)
    {
        xyz[0] = vibration[_position];
        xyz[1] = 0;
        xyz[2] = 1;
        _position = (_position + 1) % vibration.Length;
    }
}
