using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>A value of the graph on its way to the board: which network value it is, and where its elements lie.</summary>
/// <param name="Value">The network's value.</param>
/// <param name="Dims">Extents in the graph, without <paramref name="Padding"/>.</param>
/// <param name="Order">The board's position of each element, as <see cref="ElementOrder"/> says.</param>
/// <param name="Padding">Zeros still to be put around it (top, left, bottom, right of the board's image), or null.</param>
internal sealed record Place(NetworkValue Value, int[] Dims, int[] Order, int[]? Padding = null)
{
    public TensorShape Shape => Value.Shape;

    public bool InOrder => Order.Index().All(e => e.Index == e.Item);
}
