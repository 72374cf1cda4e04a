using System.CommandLine;
using System.Text.Json;
using AIoT.Embedded.Trust;

namespace AIoT.Embedded.Boards.Virtual.Trust;

/// <summary><c>aiot-virtual-board identity</c>: gives a board its identity, and prints what a gateway must know to enrol it.</summary>
internal sealed class IdentityCommand
{
    private readonly Option<string?> _store = new("--store") { Description = "folder of the board's flash" };
    private readonly Option<string?> _oem = new("--oem") { Description = "who makes the board: 32 hexadecimal digits; by default sixteen bytes that mean this project's virtual boards" };

    public Command Build() => new("identity", "Give a board a UEID and a software key, and print its enrolment: keep that as secret as the key in it.") { _store, _oem };

    public async Task<int> RunAsync(ParseResult parsed, TextWriter output)
    {
        string folder = parsed.GetValue(_store) ?? throw new BoardException("--store is missing (aiot-virtual-board identity --help)");
        string oem = parsed.GetValue(_oem) ?? Convert.ToHexString("aiot-virtual-brd"u8);
        if (oem.Length != 2 * EvidenceClaim.OemIdBytes || !oem.All(char.IsAsciiHexDigit))
        {
            throw new BoardException($"--oem {oem}: give 32 hexadecimal digits");
        }

        DeviceIdentity identity = IdentityFile.Create(folder, Convert.FromHexString(oem));
        await output.WriteLineAsync(JsonSerializer.Serialize(new
        {
            ueid = Convert.ToHexStringLower(identity.Ueid),
            oemid = Convert.ToHexStringLower(identity.OemId),
            hwmodel = VirtualBoard.HardwareModel,
            key = Convert.ToHexStringLower(identity.Key),
            level = "software key",
            firmware = Convert.ToHexStringLower(FirmwareMeasurement.Take()),
        }));
        return 0;
    }
}
