using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Devices;

namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>Says which machines can raise no alarm because none of their boards counts: after an upgrade, before anybody has enrolled one.</summary>
public static class TrustNotice
{
    /// <summary>What to do about it.</summary>
    public const string Remedy = "enrol the boards (`aiot-gateway device claim`, docs/devices.md), or let unattested ones count: `fusion: {unattested: count}` in the assets file";

    private const int MostNames = 3;

    /// <summary>One line; empty: a board of the machine counts, or it has none.</summary>
    public static string Of(MachineAsset machine, Func<string, DeviceTrust> standing, UnattestedPolicy policy)
    {
        (string Device, DeviceTrust Trust)[] boards = [.. machine.Sensors.Select(sensor => sensor.Device).Distinct().Select(device => (device, standing(device)))];
        if (boards.Length == 0 || boards.Any(board => TrustWeight.Of(board.Trust, policy) is not { Factor: 0 }))
        {
            return "";
        }

        string named = string.Join(", ", boards.Take(MostNames).Select(board => $"{board.Device} {Words(board.Trust.Standing)}"));
        return $"{machine.Id} can raise no alarm: none of its boards counts ({named}{(boards.Length > MostNames ? $" and {boards.Length - MostNames} more" : "")})";
    }

    private static string Words(DeviceStanding standing) => standing switch
    {
        DeviceStanding.Pending => "is not enrolled",
        DeviceStanding.Enrolled => "has not proven what it runs",
        _ => $"is {standing.ToString().ToLowerInvariant()}",
    };
}
