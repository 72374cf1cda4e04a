namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>When velocity, going on as it has, reaches the next zone.</summary>
/// <param name="Zone">The next zone up; empty where there is none, or where no growth shows.</param>
/// <param name="LimitMmS">Where it begins, mm/s.</param>
/// <param name="EarliestDays">At 90 %: not before. Days from the newest point.</param>
/// <param name="LatestDays">At 90 %: not after; null: perhaps never.</param>
/// <param name="GrowthPerDay">Relative growth of velocity a day, the median of all slopes; null: too little history, or more than a number holds.</param>
/// <param name="SpanDays">How much history it rests on.</param>
/// <param name="Points">Values that it rests on.</param>
/// <param name="Words">What a technician reads.</param>
public sealed record ZoneOutlook(string Zone, double LimitMmS, double? EarliestDays, double? LatestDays, double? GrowthPerDay, double SpanDays, int Points, string Words);
