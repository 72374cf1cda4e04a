using AIoT.Embedded.Gateway.Assets;

namespace AIoT.Embedded.Gateway.FieldIo;

/// <summary>The section <c>fieldIo</c> of the assets file.</summary>
internal static class FieldIoReader
{
    private const int LastPin = 511;

    public static FieldIoSettings Read(YamlMap root, IReadOnlyList<MachineAsset> machines)
    {
        if (root.Map("fieldIo", "`fieldIo`") is not { } map)
        {
            CheckSpeeds(root, machines, []);
            return FieldIoSettings.None;
        }

        HashSet<string> ids = [];
        Dictionary<int, string> pins = [];
        HashSet<(int, int)> addresses = [];
        List<StackLight> lights = [];
        foreach (YamlMap entry in map.Maps("lights", "light"))
        {
            string id = Id(entry, ids);
            var light = new StackLight(
                id, Pin(entry, "red", id, pins), Pin(entry, "amber", id, pins), Pin(entry, "green", id, pins), Pin(entry, "buzzer", id, pins), entry.Truth("activeLow", false), Machines(entry, machines));
            if (light is { Red: null, Amber: null, Green: null, Buzzer: null } && !entry.IsBroken)
            {
                entry.Report("the light has no lamp: give a pin for `red`, `amber`, `green` or `buzzer`");
            }

            entry.Close();
            lights.Add(light);
        }

        List<RelayOutput> relays = [];
        foreach (YamlMap entry in map.Maps("relays", "relay"))
        {
            string id = Id(entry, ids);
            relays.Add(new RelayOutput(
                id, NeededPin(entry, id, pins), entry.Word("dropsFor", "alarm", "alarm", "unacknowledged") == "unacknowledged", entry.Truth("activeLow", false), Machines(entry, machines)));
            entry.Close();
        }

        List<SpeedInput> speeds = [];
        foreach (YamlMap entry in map.Maps("speeds", "speed input"))
        {
            string id = Id(entry, ids);
            speeds.Add(new SpeedInput(
                id, NeededPin(entry, id, pins), entry.Number("pulsesPerRevolution", 1, 0.01, 10_000), entry.Number("debounce", 0.2, 0, 1000), entry.Word("pull", "up", "up", "none") == "up"));
            entry.Close();
        }

        List<TemperatureInput> temperatures = [];
        foreach (YamlMap entry in map.Maps("temperatures", "temperature"))
        {
            string id = Id(entry, ids), machine = entry.Text("machine", "");
            _ = entry.Word("chip", "lm75", "lm75");
            var temperature = new TemperatureInput(id, machine, entry.Text("position", ""), entry.Whole("bus", 1, 0, 255), entry.Whole("address", 0x48, 8, 119), entry.Number("seconds", 10, 0.5, 3600));
            if (machine.Length > 0 && machines.All(known => known.Id != machine))
            {
                entry.Report("machine", $"`machine` is `{machine}`: the file names no such machine");
            }

            if (!addresses.Add((temperature.Bus, temperature.Address)))
            {
                entry.Report("address", $"address {temperature.Address} of bus {temperature.Bus} is named twice");
            }

            entry.Close();
            temperatures.Add(temperature);
        }

        bool simulated = map.Truth("simulated", false);
        map.Close();
        CheckSpeeds(root, machines, speeds);
        return new FieldIoSettings(simulated, lights, relays, speeds, temperatures);
    }

    private static void CheckSpeeds(YamlMap root, IReadOnlyList<MachineAsset> machines, List<SpeedInput> speeds)
    {
        foreach (MachineAsset machine in machines.Where(machine => machine.Speed is { Input.Length: > 0 } speed && speeds.All(input => input.Id != speed.Input)))
        {
            root.Report("fieldIo", $"machine `{machine.Id}` takes its speed from input `{machine.Speed!.Input}`: the machine names no such input under `fieldIo: speeds`");
        }
    }

    private static string Id(YamlMap entry, HashSet<string> ids)
    {
        string id = MachineReader.Id(entry, "id");
        if (id.Length > 0 && !ids.Add(id))
        {
            entry.Report("id", $"`{id}` is named twice under `fieldIo`");
        }

        return id;
    }

    private static int NeededPin(YamlMap entry, string id, Dictionary<int, string> pins)
    {
        int pin = entry.Whole("pin", 0, LastPin);
        if (entry.Has("pin"))
        {
            Claim(entry, "pin", pin, id, pins);
        }

        return pin;
    }

    private static int? Pin(YamlMap entry, string key, string id, Dictionary<int, string> pins)
    {
        int? pin = entry.MaybeWhole(key, 0, LastPin);
        if (pin is { } number)
        {
            Claim(entry, key, number, id, pins);
        }

        return pin;
    }

    private static void Claim(YamlMap entry, string key, int pin, string id, Dictionary<int, string> pins)
    {
        if (!pins.TryAdd(pin, id))
        {
            entry.Report(key, $"pin {pin} is used twice: by `{pins[pin]}` too");
        }
    }

    private static IReadOnlyList<string> Machines(YamlMap entry, IReadOnlyList<MachineAsset> machines)
    {
        IReadOnlyList<string> named = entry.Texts("machines");
        for (int i = 0; i < named.Count; i++)
        {
            if (named[i].Length > 0 && machines.All(machine => machine.Id != named[i]))
            {
                entry.ReportItem("machines", i, $"`machines` names `{named[i]}`: the file names no such machine");
            }
        }

        return named;
    }
}
