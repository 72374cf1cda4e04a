namespace AIoT.Embedded.Gateway.Alarms;

/// <summary>What a technician found.</summary>
/// <param name="Verdict"><c>confirmed</c>, <c>falseAlarm</c> or <c>unsure</c>.</param>
/// <param name="Fault">What it was, where confirmed: a class of the machine's models or one of <see cref="Faults"/>; otherwise empty.</param>
public sealed record AlarmVerdict(string Verdict, string Fault, string By, long UtcMs, string Comment)
{
    public const string Confirmed = "confirmed";
    public const string FalseAlarm = "falseAlarm";
    public const string Unsure = "unsure";

    /// <summary>Faults that any machine may have, whatever its models tell apart.</summary>
    public static readonly IReadOnlyList<string> Faults = ["outer", "inner", "ball", "cage", "imbalance", "misalignment", "looseness", "lubrication", "electrical", "other"];
}
