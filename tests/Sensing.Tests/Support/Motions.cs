using AIoT.Embedded.Boards.Virtual.Parts.Motion;

namespace AIoT.Embedded.Sensing.Tests.Support;

/// <summary>Simple motions.</summary>
public static class Motions
{
    /// <summary>At rest with Z up: gravity and a little noise that repeats every 997 samples.</summary>
    public static FunctionMotion Rest(double z = 1, double peak = 0.01) => new(n =>
    {
        double noise = ((n * 7919 % 997) - 498) / 498.0 * peak;
        return (noise, -noise, z + noise);
    });

    /// <summary>A sine on all axes.</summary>
    public static FunctionMotion Sine(double amplitudeG, int period) => new(n =>
    {
        double g = amplitudeG * Math.Sin(2 * Math.PI * n / period);
        return (g, g, g);
    });
}
