using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using AIoT.Embedded.Trust;

namespace AIoT.Embedded.Boards.Virtual.Trust;

/// <summary><c>aiot-virtual-board identity</c>: gives a board its identity, and prints what a gateway must know to enrol it.</summary>
internal sealed class IdentityCommand
{
    private const string FirmwareFile = "firmware.sha";
    private readonly Option<string?> _store = new("--store") { Description = "folder of the board's flash" };
    private readonly Option<string?> _oem = new("--oem") { Description = "who makes the board: 32 hexadecimal digits; by default sixteen bytes that mean this project's virtual boards" };

    private readonly Option<string> _model = new("--hwmodel") { Description = "for a board to be flashed: its name in boards/", DefaultValueFactory = _ => VirtualBoard.HardwareModel };
    private readonly Option<string?> _firmware = new("--firmware") { Description = "for a board to be flashed: the image that will be deployed; its SHA-256 goes into the folder, too" };

    public Command Build() => new("identity", "Give a board a UEID and a software key, and print its enrolment: keep that as secret as the key in it.") { _store, _oem, _model, _firmware };

    public async Task<int> RunAsync(ParseResult parsed, TextWriter output)
    {
        string folder = parsed.GetValue(_store) ?? throw new BoardException("--store is missing (aiot-virtual-board identity --help)");
        string oem = parsed.GetValue(_oem) ?? Convert.ToHexString("aiot-virtual-brd"u8);
        if (oem.Length != 2 * EvidenceClaim.OemIdBytes || !oem.All(char.IsAsciiHexDigit))
        {
            throw new BoardException($"--oem {oem}: give 32 hexadecimal digits");
        }

        string model = parsed.GetValue(_model)!;
        if (model.Length is 0 or > EvidenceClaim.HardwareModelMost || !model.All(c => c is > ' ' and <= '~'))
        {
            throw new BoardException($"--hwmodel {model}: give 1 to {EvidenceClaim.HardwareModelMost} printable characters, the board's name in boards/");
        }

        byte[] firmware = parsed.GetValue(_firmware) is { } image ? Measure(image) : FirmwareMeasurement.Take();
        DeviceIdentity identity = IdentityFile.Create(folder, Convert.FromHexString(oem));
        if (parsed.GetValue(_firmware) is not null)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, FirmwareFile), firmware);
        }

        await output.WriteLineAsync(JsonSerializer.Serialize(new
        {
            ueid = Convert.ToHexStringLower(identity.Ueid),
            oemid = Convert.ToHexStringLower(identity.OemId),
            hwmodel = model,
            key = Convert.ToHexStringLower(identity.Key),
            level = "software key",
            firmware = Convert.ToHexStringLower(firmware),
        }));
        return 0;
    }

    private static byte[] Measure(string image)
    {
        try
        {
            return SHA256.HashData(File.ReadAllBytes(image));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BoardException($"--firmware {image}: can't be read: give the image that nanoff deploys", e);
        }
    }
}
