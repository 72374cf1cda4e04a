using System.CommandLine;
using AIoT.Embedded.ModelTools.Image.Signing;
using AIoT.Embedded.Trust;

namespace AIoT.Embedded.ModelTools.Cli.Commands;

/// <summary>keygen: a key pair for signing model images.</summary>
internal sealed class KeygenCommand(TextWriter output)
{
    private readonly Option<string> _key = new("-o", "--output") { Description = "file for the private key (PEM, PKCS#8, mode 0600); the public key goes beside it as NAME.pub.pem", Required = true };
    private readonly Option<bool> _replace = new("--replace") { Description = "write over keys that are there: images signed with them no longer verify" };

    public Command Build()
    {
        var command = new Command("keygen", "Make a key pair that signs model images.") { _key, _replace };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string path = parsed.GetRequiredValue(_key), publicPath = Path.ChangeExtension(path, ".pub.pem");
        using SigningKey key = SigningKey.Create();
        key.Save(path, publicPath, parsed.GetValue(_replace));
        output.WriteLine($"private key  {path}");
        output.WriteLine($"public key   {publicPath}");
        output.WriteLine($"key id       {Convert.ToHexStringLower(ModelSignature.KeyId(key.Public))}");
        return 0;
    }
}
