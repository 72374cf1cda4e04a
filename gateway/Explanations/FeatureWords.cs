using System.Globalization;
using System.Text.RegularExpressions;
using AIoT.Embedded.Gateway.Assets;

namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>
/// What a technician calls a feature of a recipe (docs/contracts/features.md) and how it stands against what is usual. Logarithms of
/// amplitudes are 6.02 dB, of powers 3.01 dB an octave.
/// </summary>
public static partial class FeatureWords
{
    private const double AmplitudeDecibels = 6.0205999132796239 / 256, PowerDecibels = AmplitudeDecibels / 2;

    private enum Scale
    {
        Amplitude,
        Power,
        Ratio,
        Signed,
        Speed,
        Unknown,
    }

    /// <summary>Every name that a recipe gives, with its words; numbered ones under the name before the number.</summary>
    public static IReadOnlyCollection<string> Known => Table.Keys;

    private static Dictionary<string, (string Words, Scale Scale, string Unit, double Divisor)> Table { get; } = new()
    {
        ["band"] = ("energy in band", Scale.Power, "", 0),
        ["spectrum"] = ("amplitude in part of the spectrum", Scale.Amplitude, "", 0),
        ["rms"] = ("vibration (acceleration RMS)", Scale.Amplitude, "g", 1e6),
        ["peak"] = ("acceleration peak", Scale.Amplitude, "g", 1e6),
        ["velocity_rms"] = ("vibration velocity", Scale.Amplitude, "mm/s", 1e3),
        ["crest"] = ("crest factor", Scale.Amplitude, "", 1),
        ["kurtosis"] = ("kurtosis", Scale.Ratio, "", 1),
        ["skewness"] = ("skewness", Scale.Signed, "", 1),
        ["shaft_order"] = ("energy at shaft order", Scale.Power, "", 0),
        ["shaft_speed"] = ("shaft speed", Scale.Speed, "Hz", 1e3),
        ["envelope_level"] = ("envelope level", Scale.Amplitude, "", 0),
        ["envelope_kurtosis"] = ("envelope kurtosis", Scale.Ratio, "", 1),
        ["envelope_crest"] = ("envelope crest factor", Scale.Amplitude, "", 1),
        ["comb_bpfo"] = ("outer-race order", Scale.Power, "", 0),
        ["comb_bpfi"] = ("inner-race order", Scale.Power, "", 0),
        ["comb_2bsf"] = ("ball order", Scale.Power, "", 0),
        ["comb_ftf"] = ("cage order", Scale.Power, "", 0),
    };

    /// <summary>The name alone: "outer-race order 3.58x".</summary>
    /// <param name="orders">Of the bearing beside the sensor; null: it is not known.</param>
    public static string Name(string feature, FaultOrders? orders)
    {
        (string words, _, _, _, string number) = Find(feature);
        double order = feature switch
        {
            _ when feature.StartsWith("comb_bpfo", StringComparison.Ordinal) => orders?.Bpfo,
            _ when feature.StartsWith("comb_bpfi", StringComparison.Ordinal) => orders?.Bpfi,
            _ when feature.StartsWith("comb_2bsf", StringComparison.Ordinal) => orders?.TwoBsf,
            _ when feature.StartsWith("comb_ftf", StringComparison.Ordinal) => orders?.Ftf,
            _ => null,
        } ?? 0;
        return order > 0 ? $"{words} {Number(order, "0.00")}x" : number.Length > 0 ? $"{words} {number}" : words;
    }

    /// <summary>What was measured, against what, and how far that is in the healthy windows' own scatter: "outer-race order 3.58x up 11 dB on sensor fan-1 (9 times its usual scatter)".</summary>
    /// <param name="baseline">Mean of the healthy windows.</param>
    /// <param name="scatter">Their standard deviation.</param>
    public static string Against(string feature, int value, double baseline, double scatter, string sensor, FaultOrders? orders)
    {
        (_, Scale scale, string unit, double divisor, _) = Find(feature);
        double delta = value - baseline;
        string moved = scale switch
        {
            Scale.Amplitude or Scale.Power => Decibels(delta * (scale == Scale.Power ? PowerDecibels : AmplitudeDecibels)) + Level(value, unit, divisor),
            Scale.Ratio => $"{Number(Raised(value), "0.0")} against {Number(Raised(baseline), "0.0")}",
            Scale.Signed => $"{Number(value / 256.0, "0.00")} against {Number(baseline / 256.0, "0.00")}",
            Scale.Speed => $"{Number(Raised(value) / divisor, "0.0")} {unit} against {Number(Raised(baseline) / divisor, "0.0")}",
            _ => $"{value} against {Number(baseline, "0")}",
        };
        string sure = Math.Abs(delta) < 0.5 ? "as usual" : scatter < 0.5 ? "it never moved while it was learnt" : $"{Number(Math.Abs(delta) / scatter, "0.#")} times its usual scatter";
        return $"{Name(feature, orders)} {moved}{(sensor.Length > 0 ? " on sensor " + sensor : "")} ({sure})";
    }

    private static (string Words, Scale Scale, string Unit, double Divisor, string Number) Find(string feature)
    {
        Match match = NumberedPattern().Match(feature);
        string stem = match.Success ? match.Groups["stem"].Value : feature;
        return Table.TryGetValue(stem, out (string Words, Scale Scale, string Unit, double Divisor) known)
            ? (known.Words, known.Scale, known.Unit, known.Divisor, match.Success ? match.Groups["number"].Value : "")
            : (feature.Replace('_', ' '), Scale.Unknown, "", 0, "");
    }

    private static string Decibels(double decibels) => Math.Abs(decibels) < 0.05 ? "unchanged" : $"{(decibels > 0 ? "up" : "down")} {Number(Math.Abs(decibels), "0.#")} dB";

    private static string Level(int value, string unit, double divisor) => divisor > 0 ? $" to {Number(Raised(value) / divisor, "0.0##")} {unit}".TrimEnd() : "";

    private static double Raised(double log2Q8) => Math.Pow(2, log2Q8 / 256);

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>A number behind the name, or the block's where a recipe has two of a kind.</summary>
    [GeneratedRegex("^(?<stem>[a-z0-9_]*?[a-z])(_(?<number>[0-9]+))?(_block[0-9]+)?$")]
    private static partial Regex NumberedPattern();
}
