namespace AIoT.Embedded.Gateway.Assets;

/// <summary>Where a machine stands, by the levels of ISA-95 (IEC 62264); a level that the site does not use is empty.</summary>
public sealed record Place(string Enterprise, string Site, string Area, string Line)
{
    public static Place Nowhere { get; } = new("", "", "", "");

    /// <summary>The levels that are used, joined by slashes, with the machine behind them: <c>acme/lyon/hall-2/line-4/fan</c>.</summary>
    public string PathOf(string machine) => string.Join('/', new[] { Enterprise, Site, Area, Line, machine }.Where(level => level.Length > 0));
}
