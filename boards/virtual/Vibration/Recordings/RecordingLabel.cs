using System.Globalization;
using System.Text.RegularExpressions;
using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;

namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings;

/// <summary>What is known of a recording beside its samples.</summary>
/// <param name="Fault">The bearing's state; null when unknown.</param>
/// <param name="Bearing">Which physical bearing it was, so that no bearing stands on both sides of a split.</param>
/// <param name="Rpm">Nominal shaft speed in revolutions per minute; null when unknown.</param>
/// <param name="Condition">Load, alignment and the like as the name gives it, or empty.</param>
/// <param name="Geometry">The bearing's geometry, where the set is known; null when unknown.</param>
public sealed partial record RecordingLabel(BearingFault? Fault, string Bearing, double? Rpm, string Condition, BearingGeometry? Geometry = null)
{
    private readonly bool? _healthy;

    /// <summary>Whether the machine was as it should be; null when unknown. Follows from <see cref="Fault"/> unless set: an unbalance is no fault of the bearing.</summary>
    public bool? Healthy
    {
        get => _healthy ?? (Fault is { } fault ? fault == BearingFault.None : null);
        init => _healthy = value;
    }

    /// <summary>
    /// Reads a label from a file's name, by the naming of the ADI set (<c>1800_HOR_GS_BaLo_WA_00lb</c>), of the ceiling fan's folders
    /// (<c>fan_0_low_1_weight</c>), of CWRU (<c>12k_Drive_End_OR007@6_0_130</c>, <c>normal_0_97</c>) and of HIT (<c>OR5_900</c>, <c>Normal_900</c>).
    /// </summary>
    public static RecordingLabel FromName(string file)
    {
        string name = Path.GetFileName(file);
        if (AdiName().Match(name) is { Success: true } adi)
        {
            string bearing = adi.Groups["bearing"].Value;
            return new(FaultOf(bearing[0] is 'L' or 'H' ? bearing[1..] : bearing), bearing, RpmOf(adi), adi.Groups["rest"].Value, BearingGeometry.BearingEr10K);
        }

        if (CwruName().Match(name) is { Success: true } cwru)
        {
            string fault = cwru.Groups["fault"].Value;
            int load = cwru.Groups["load"].Value[0] - '0';
            bool fanEnd = name.Contains("Fan_End", StringComparison.OrdinalIgnoreCase);

            // Rated speeds of the rig at 0 to 3 hp ("Bearing Data Center: Apparatus and Procedures"); a file's own RPM variable goes before them.
            double? rpm = load < CwruRpm.Length ? CwruRpm[load] : null;
            return new(FaultOf(fault), (fanEnd ? "fan " : "") + fault + cwru.Groups["size"].Value, rpm, "load " + load, fanEnd ? BearingGeometry.Bearing6203 : BearingGeometry.Bearing6205);
        }

        if (HitName().Match(name) is { Success: true } hit)
        {
            return new(FaultOf(hit.Groups["fault"].Value), hit.Groups["fault"].Value + hit.Groups["size"].Value, RpmOf(hit), "", BearingGeometry.Bearing6205);
        }

        if (FanFolder().Match(Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file))) ?? "") is { Success: true } fan)
        {
            return new(null, "fan " + fan.Groups["fan"].Value, null, fan.Groups["speed"].Value) { Healthy = fan.Groups["weight"].Value == "0" };
        }

        return new(null, Path.GetFileNameWithoutExtension(name), null, "");
    }

    private static readonly double[] CwruRpm = [1797, 1772, 1750, 1730];

    /// <summary>Samples per second that the set's publisher names, for files of known names that do not say it themselves: HIT 51.2 kHz; null for others.</summary>
    public static double? RateFromName(string file) => HitName().IsMatch(Path.GetFileName(file)) ? 51200 : null;

    private static double RpmOf(Match match) => double.Parse(match.Groups["rpm"].Value, CultureInfo.InvariantCulture);

    private static BearingFault? FaultOf(string code) => code.ToUpperInvariant() switch
    {
        "GOB" or "NORMAL" => BearingFault.None,
        "OR" => BearingFault.Outer,
        "IR" => BearingFault.Inner,
        "BF" or "B" => BearingFault.Ball,
        _ => null,
    };

    [GeneratedRegex(@"^(?<rpm>\d{3,5})_(?<bearing>GoB|[LH](?:IR|OR|BF))_(?<rest>[^.]*)", RegexOptions.CultureInvariant)]
    private static partial Regex AdiName();

    [GeneratedRegex(@"^(?:(?:\d+k_)?(?:Drive|Fan)_End_|)(?<fault>IR|OR|B|normal)(?<size>\d{3}(?:@\d+)?)?_(?<load>\d)_\d+\.mat$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex CwruName();

    [GeneratedRegex(@"^fan_(?<fan>\d+)_(?<speed>[a-z]+)_(?<weight>\d)_weight$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex FanFolder();

    [GeneratedRegex(@"^(?<fault>IR|OR|B|Normal)(?<size>\d*)_(?<rpm>\d{3,5})\.mat$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex HitName();
}
