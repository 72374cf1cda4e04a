using System.Globalization;

namespace AIoT.Embedded.Gateway.Bench.Measure;

/// <summary>What the figures were measured on.</summary>
public static class MachineInfo
{
    public static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown processor";

    public static double LoadAverage() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);
}
