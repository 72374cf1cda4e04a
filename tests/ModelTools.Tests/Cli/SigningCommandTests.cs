using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Cli;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Tests.Cli;

/// <summary>keygen, sign and show: from an image to one that is shown to be signed.</summary>
public sealed class SigningCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public SigningCommandTests() => File.WriteAllBytes(In("m.aim"), ModelImageWriter.Write(new DistanceModel
    {
        Id = "pump",
        Version = 3,
        Provenance = new Provenance(new byte[32], new byte[16], SplitKind.ByUnit, "test"),
        Centres = [[10, 20, 30]],
        Scale = [1000, 1000, 1000],
        ScaleShift = 10,
        PreShift = 2,
        Multiplier = 1 << 20,
        Shift = 20,
    }));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_image_is_signed_and_shown_to_be()
    {
        (int code, string output, string error) = await Run("keygen", "-o", In("key.pem"));
        Assert.True(code == 0, error);
        Assert.Contains("key.pub.pem", output, StringComparison.Ordinal);
        (code, output, error) = await Run("show", In("m.aim"), "--key", In("key.pub.pem"));
        Assert.Equal(1, code);
        Assert.Contains("INVALID: the image is not signed", output, StringComparison.Ordinal);
        (code, output, error) = await Run("sign", In("m.aim"), "--key", In("key.pem"), "-o", In("signed.aim"));
        Assert.True(code == 0, error);
        (code, output, error) = await Run("show", In("signed.aim"), "--key", In("key.pub.pem"));
        Assert.True(code == 0, output + error);
        Assert.Contains("valid, by key", output, StringComparison.Ordinal);
        (code, output, _) = await Run("show", In("signed.aim"));
        Assert.Equal(0, code);
        Assert.Contains("not verified: give --key", output, StringComparison.Ordinal);
        await Run("keygen", "-o", In("other.pem"));
        (code, output, _) = await Run("show", In("signed.aim"), "--key", In("other.pub.pem"));
        Assert.Equal(1, code);
        Assert.Contains("another key", output, StringComparison.Ordinal);

        // By default the image itself is signed, in place.
        (code, _, error) = await Run("sign", In("m.aim"), "--key", In("key.pem"));
        Assert.True(code == 0, error);
        Assert.Equal(new FileInfo(In("signed.aim")).Length, new FileInfo(In("m.aim")).Length);
    }

    [Fact]
    public async Task Wrong_input_is_one_line()
    {
        await Run("keygen", "-o", In("key.pem"));
        byte[] key = File.ReadAllBytes(In("key.pem"));
        await Refused("is there already", "keygen", "-o", In("key.pem"));
        Assert.Equal(key, File.ReadAllBytes(In("key.pem")));
        await Refused("cannot be written", "keygen", "-o", In("absent/key.pem"));
        await Refused("cannot be read", "sign", In("m.aim"), "--key", In("absent.pem"));
        await Refused("no key in PEM", "sign", In("m.aim"), "--key", In("m.aim"));
        await Refused("give the private key", "sign", In("m.aim"), "--key", In("key.pub.pem"));
        await Refused("--key", "sign", In("m.aim"));
        await Refused("cannot be read", "sign", In("absent.aim"), "--key", In("key.pem"));
        await Refused("no key in PEM", "show", In("m.aim"), "--key", In("m.aim"));
        await Refused("-o", "keygen");
    }

    private string In(string name) => Path.Combine(_folder, name);

    private static async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = await CommandLine.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private static async Task Refused(string says, params string[] args)
    {
        (int code, _, string error) = await Run(args);
        Assert.Equal(2, code);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
