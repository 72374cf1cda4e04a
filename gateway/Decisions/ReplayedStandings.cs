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

    /// <param name="before">As they stood up to the reading that makes the record.</param>
    public void Set(IReadOnlyList<DecisionTrust> trust, bool before = false) => _boards = trust.GroupBy(board => board.Device).ToDictionary(
        group => group.Key,
        group =>
        {
            // A sensor that has just spoken for the first time knows no earlier standing of its board; its neighbour may.
            DecisionTrust board = group.FirstOrDefault(entry => entry.Was is not null) ?? group.First();
            return new DeviceTrust(before ? board.Was ?? board.Standing : board.Standing, board.Result, 0, board.Reason);
        });

    public DeviceTrust Of(string device) => _boards.GetValueOrDefault(device, DeviceTrust.Unknown);
}
