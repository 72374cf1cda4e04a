using System.CommandLine;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image.Signing;
using AIoT.Embedded.Trust;

namespace AIoT.Embedded.ModelTools.Cli.Commands;

/// <summary>sign: puts an ES256 signature behind a model image.</summary>
internal sealed class SignCommand(TextWriter output)
{
    private readonly Argument<string> _image = new("IMAGE") { Description = "a model image (.aim)" };
    private readonly Option<string> _key = new("--key") { Description = "the private key (PEM), from keygen", Required = true };
    private readonly Option<string?> _output = new("-o", "--output") { Description = "file for the signed image; by default IMAGE itself" };

    public Command Build()
    {
        var command = new Command("sign", "Sign a model image with ES256.") { _image, _key, _output };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        string path = parsed.GetRequiredValue(_image), target = parsed.GetValue(_output) ?? path;
        ModelImage image = await ImageFile.ReadAsync(path, cancel);
        string keyPath = parsed.GetRequiredValue(_key);
        using SigningKey key = SigningKey.Load(keyPath);
        if (!key.CanSign)
        {
            throw new SigningKeyException($"{keyPath}: is a public key, which cannot sign: give the private key");
        }

        byte[] signed = ModelSigner.Sign(image.Data, key);

        await WholeFile.WriteAsync(target, signed, cancel);
        output.WriteLine($"{target}: {image.Id} version {image.Version} signed with key {Convert.ToHexStringLower(ModelSignature.KeyId(key.Public))}");
        return 0;
    }
}
