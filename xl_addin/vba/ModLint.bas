Attribute VB_Name = "ModLint"
Option Explicit
' The ribbon. The tag of a control is the command; As Object, because LibreOffice has no IRibbonControl.

Private Const KIES_BESTANDEN As Long = 3
Private Const KIES_MAP As Long = 4

Public Sub LintKlik(control As Object)
    Voer control.Tag
End Sub

Public Sub VraagPeildatum(control As Object)
    Dim datum As String
    datum = VraagTekst("Op welke datum wilt u de cijfers zien? Rekenbureau telt dan alleen mee wat op die dag bekend was." & vbLf & "Vul een datum in als dag-maand-jaar.", Twee(Day(Date)) & "-" & Twee(Month(Date)) & "-" & Year(Date))
    If datum <> "" Then Voer control.Tag, datum
End Sub

Public Sub VraagBestanden(control As Object)
    Dim paden As String
    paden = Gekozen(KIES_BESTANDEN, "Kies de bestanden die u wilt inlezen")
    If paden <> "" Then Voer control.Tag, paden
End Sub

Public Sub VraagMap(control As Object)
    Dim paden As String
    paden = Gekozen(KIES_MAP, "Kies de map waarvan u alle bestanden wilt inlezen")
    If paden <> "" Then Voer control.Tag, paden
End Sub

' The chosen paths, one a line; "" when nothing was chosen.
Private Function Gekozen(ByVal soort As Long, ByVal titel As String) As String
    Dim kiezer As Object, keuze As Variant, paden As String
    On Error GoTo mis
    Set kiezer = Application.FileDialog(soort)
    kiezer.Title = titel
    If soort = KIES_BESTANDEN Then kiezer.AllowMultiSelect = True
    If kiezer.Show = -1 Then
        For Each keuze In kiezer.SelectedItems
            If paden <> "" Then paden = paden & vbLf
            paden = paden & keuze
        Next keuze
    End If
    Gekozen = paden
    Exit Function
mis:
    Meld FoutTekst(Err.Number, Err.Description), "fout"
End Function
