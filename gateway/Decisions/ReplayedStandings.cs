using AIoT.Embedded.Gateway.Devices;

namespace AIoT.Embedded.Gateway.Decisions;

/// <summary>Boards as a record says that they stood.</summary>
internal sealed class ReplayedStandings : IDeviceStandings
{
    private Dictionary<string, DeviceTrust> _boards = [];

    event Action<string, DeviceTrust>? IDeviceStandings.Changed
    {
        add
        {
        }

        remove
        {
        }
    }

    public void Set(IReadOnlyList<DecisionTrust> trust) =>
        _boards = trust.DistinctBy(board => board.Device).ToDictionary(board => board.Device, board => new DeviceTrust(board.Standing, board.Result, 0, board.Reason));

    public DeviceTrust Of(string device) => _boards.GetValueOrDefault(device, DeviceTrust.Unknown);
}
