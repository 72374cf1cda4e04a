using System.Globalization;
using AIoT.Embedded.Hil.Running;

namespace AIoT.Embedded.Hil.Results;

/// <summary>Parts of a report in words.</summary>
internal static class RunText
{
    public static string Of(Regression one) => string.Create(CultureInfo.InvariantCulture,
        $"{one.What}: {Amount(one.What, one.Measured)}, {Amount(one.What, one.Baseline)} in the baseline: {one.Percent:0.#} % worse, {one.LimitPercent:0.#} % allowed");

    public static string Time(long microseconds) => microseconds switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{microseconds} us"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1e3:0.0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1e6:0.00} s"),
    };

    public static string Bytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:#,0.0} KB");

    private static string Amount(string what, long value) => what == "time" ? Time(value) : Bytes(value) + " free";
}
