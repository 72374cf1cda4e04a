using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Captures;

namespace AIoT.Embedded.Gateway.FieldIo;

/// <summary>Speeds by the gateway's own pulse counters, else those that the assets file gives.</summary>
public sealed class FieldSpeeds(FieldIoService field, AssetCatalog catalog) : IShaftSpeeds
{
    public (int MilliHz, string From)? Of(string device, int? sensor)
    {
        MachineAsset[] machines = [.. catalog.Machines.Where(machine => machine.Sensors.Any(each => each.Device == device && (sensor is null || each.Index == sensor)))];
        return machines is not [{ Speed: { } speed } machine] ? null
            : speed.Input.Length > 0 && field.RpmOf(machine) is { } counted ? (MilliHz(counted), "input")
            : speed.Rpm is { } nominal ? (MilliHz(nominal), "configured")
            : null;
    }

    private static int MilliHz(double rpm) => (int)Math.Round(rpm * 1000 / 60);
}
