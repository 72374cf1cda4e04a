namespace AIoT.Embedded.ModelTools.Textbook;

/// <summary>Dense layers one after the other.</summary>
public sealed class TextbookNetwork(TextbookDense[] layers)
{
    public sbyte[] Run(sbyte[] input)
    {
        foreach (TextbookDense layer in layers)
        {
            layer.Run(input);
            input = layer.Output;
        }

        return input;
    }
}
