namespace AIoT.Embedded.Gateway.Assets;

/// <summary>How evidence becomes a state, in the assets file.</summary>
internal static class FusionReader
{
    public static FusionSettings Read(YamlMap? map)
    {
        var standard = new FusionSettings();
        if (map is null)
        {
            return standard;
        }

        var settings = new FusionSettings
        {
            WarningOn = map.Number("warningOn", standard.WarningOn, 0.01, 1),
            WarningOff = map.Number("warningOff", standard.WarningOff, 0, 1),
            AlarmOn = map.Number("alarmOn", standard.AlarmOn, 0.01, 1),
            AlarmOff = map.Number("alarmOff", standard.AlarmOff, 0, 1),
            SmoothingWindows = map.Whole("smoothingWindows", standard.SmoothingWindows, 1, 10_000),
            RiseWindows = map.Whole("riseWindows", standard.RiseWindows, 1, 10_000),
            RiseSeconds = map.Number("riseSeconds", standard.RiseSeconds, 0, 1e6),
            FallWindows = map.Whole("fallWindows", standard.FallWindows, 1, 10_000),
            FallSeconds = map.Number("fallSeconds", standard.FallSeconds, 0, 1e6),
            ZoneHysteresis = map.Number("zoneHysteresis", standard.ZoneHysteresis, 0.5, 1),
            BaselineWindows = map.Whole("baselineWindows", standard.BaselineWindows, 10, 100_000),
            DriftAllowance = map.Number("driftAllowance", standard.DriftAllowance, 0, 100),
            DriftLimit = map.Number("driftLimit", standard.DriftLimit, 0.1, 1e6),
            StaleIntervals = map.Number("staleIntervals", standard.StaleIntervals, 2, 1e6),
            RecordSeconds = map.Number("recordSeconds", standard.RecordSeconds, 1, 1e6),
            EnsembleShare = map.Number("ensembleShare", standard.EnsembleShare, 0, 1),
            Unattested = map.Word("unattested", "ignore", "ignore", "count") == "count" ? UnattestedPolicy.Count : UnattestedPolicy.Ignore,
        };
        if (settings.WarningOff > settings.WarningOn || settings.AlarmOff > settings.AlarmOn || settings.WarningOn > settings.AlarmOn)
        {
            map.Report("the thresholds must stand in order: warningOff <= warningOn <= alarmOn and alarmOff <= alarmOn");
        }

        map.Close();
        return settings;
    }
}
