namespace AIoT.Embedded.Gateway.Alarms;

/// <summary>Bodies of the routes that change alarms (docs/alarms.md).</summary>
public static class AlarmRequests
{
    public sealed record Remark(string? Comment);

    /// <param name="Minutes">How long: 1 minute to a week.</param>
    public sealed record Shelf(double? Minutes, string? Comment);

    /// <param name="Verdict">confirmed, falseAlarm or unsure.</param>
    /// <param name="Fault">With confirmed: what it was.</param>
    public sealed record Finding(string? Verdict, string? Fault, string? Comment);

    public sealed record Service(bool? OutOfService, string? Comment);
}
