<?xml version="1.0"?>
<!-- What KubernetesClient's documentation says of the API's structures and fields: "Type.Field", a tab and the text, line by line. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="text" encoding="utf-8"/>
  <xsl:template match="/">
    <xsl:for-each select="doc/members/member[starts-with(@name, 'P:k8s.Models.') or starts-with(@name, 'T:k8s.Models.')]">
      <xsl:value-of select="concat(substring-after(@name, 'k8s.Models.'), '&#9;', normalize-space(summary), '&#10;')"/>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
