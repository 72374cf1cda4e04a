namespace AIoT.Embedded.Gateway.Assets;

/// <summary>Limits of vibration in the assets file.</summary>
internal static class IsoReader
{
    /// <summary>Above this power in kW a machine is of ISO 20816-3's group 1 (large), up to it of group 2 (medium).</summary>
    private const double LargePowerKw = 300;

    public static readonly IReadOnlyList<string> Mountings = ["rigid", "flexible"];

    public static List<IsoLimits> Limits(YamlMap root)
    {
        List<IsoLimits> all = [];
        foreach (YamlMap map in root.Maps("isoLimits", "limit"))
        {
            all.Add(Read(map, map.Whole("group", 1, 4), map.Word("mounting", null, Mountings)));
        }

        return all;
    }

    /// <summary>A machine's limits: its own, or those of its group and mounting.</summary>
    public static IsoLimits OfMachine(YamlMap machine, double? powerKw, List<IsoLimits> limits)
    {
        if (machine.Map("iso", "`iso`") is not { } iso)
        {
            machine.Report("the machine lacks `iso`: add `iso: {group: 2, mounting: rigid}` or its own limits");
            return Unknown;
        }

        int group = iso.Whole("group", powerKw > LargePowerKw ? 1 : 2, 1, 4);
        string mounting = iso.Word("mounting", null, Mountings);
        IsoLimits? own = iso.Map("limits", "`limits`") is { } map ? Read(map, group, mounting) : null;
        bool known = iso.Has("mounting") && !iso.IsBroken;
        iso.Close();
        if (own is not null)
        {
            return own;
        }

        if (limits.FirstOrDefault(entry => entry.Group == group && entry.Mounting == mounting) is { } found)
        {
            return found;
        }

        if (known)
        {
            iso.Report("group", $"no limits are known for group {group}, {mounting}: add them under `isoLimits`");
        }

        return Unknown;
    }

    private static IsoLimits Unknown { get; } = new(2, "rigid", 1, 2, 3, "");

    private static IsoLimits Read(YamlMap map, int group, string mounting)
    {
        var limits = new IsoLimits(group, mounting, map.Number("ab", 0.01, 1000), map.Number("bc", 0.01, 1000), map.Number("cd", 0.01, 1000), map.Text("source"));
        if (map.Has("ab") && map.Has("bc") && map.Has("cd") && !(limits.AB < limits.BC && limits.BC < limits.CD))
        {
            map.Report("ab", "the limits must grow: ab < bc < cd");
        }

        map.Close();
        return limits;
    }
}
